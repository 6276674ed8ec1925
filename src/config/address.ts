/** Tells whether a host of an address (as `URL` writes it) is this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  hostname.endsWith('.localhost') ||
  /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * Says what is wrong with a `base_url`: credentials travel over it, so it is https, or plain http on this machine only.
 *
 * @returns one sentence, or `undefined` when all is well
 */
export const objectionToBaseUrl = (address: string, allowInsecure: boolean): string | undefined => {
  if (!URL.canParse(address)) return undefined;

  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:') return undefined;
  if (protocol !== 'http:') return `base_url must begin with https://, not ${protocol}//`;
  if (isLoopback(hostname) || allowInsecure) return undefined;
  return 'base_url sends credentials over plain http; use https, or set EARSHOT_ALLOW_INSECURE_BASE_URLS=1 if the network is yours';
};
