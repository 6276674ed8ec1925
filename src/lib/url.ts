/**
 * Puts a base address, a path and a query together; parts of the query that are `undefined` are left out, lists are repeated.
 *
 * @param base with or without a slash at its end, and with or without a path of its own
 */
export const address = (
  base: string,
  path: string,
  query: Record<string, string | number | boolean | string[] | undefined> = {},
): string => {
  const url = new URL(base.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const single of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(single));
  }
  return url.href;
};
