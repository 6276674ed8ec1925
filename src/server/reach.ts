import { isIP } from 'node:net';

/** Where the inbox can be reached. */
export interface Reach {
  /** What it listens on. */
  host: string;
  /** Where people reach it from outside. */
  publicUrl?: string | undefined;
}

// Names and addresses that mean this machine alone.
const isLoopback = (host: string): boolean => {
  const name = bare(host);
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
};

/** Whether others than the people at this machine can reach the inbox, so that it has to ask who is there. */
export const isOpenToOthers = ({ host, publicUrl }: Reach): boolean => !isLoopback(host) || publicUrl !== undefined;

/**
 * Whether a request may name this host. A stranger's page can make a name of its own point here ("DNS rebinding"), but not an
 * address in figures.
 */
export const isKnownHost = (reach: Reach, host: string): boolean => {
  const name = bare(host);
  if (isLoopback(name) || name === bare(reach.host)) return true;
  if (reach.publicUrl !== undefined && name === bare(new URL(reach.publicUrl).hostname)) return true;
  return !isLoopback(reach.host) && isIP(name) !== 0;
};

/**
 * Whether a change comes from our own pages, or from no page at all: browsers name the origin of every POST, programs have
 * none, https://fetch.spec.whatwg.org/#origin-header
 */
export const isOwnOrigin = (reach: Reach, request: Request): boolean => {
  const origin = request.headers.get('origin');
  if (origin === null) return !['cross-site', 'same-site'].includes(request.headers.get('sec-fetch-site') ?? '');
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  const own = [request.url, ...(reach.publicUrl === undefined ? [] : [reach.publicUrl])];
  return own.some((address) => new URL(address).host === host);
};

const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '');
