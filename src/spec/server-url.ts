const regions: Readonly<Record<string, string>> = {
  us: 'https://us.infisical.com',
  eu: 'https://eu.infisical.com',
};

/**
 * The origin that requests go to, plus a prefix if the API does not stand at the top of the server.
 *
 * @param text a region's name, or an address with or without `/api`, with or without a final slash
 * @returns the address without `/api` and without a final slash; joining `/api/…` to a final slash gives
 *   `//api/…`, which servers answer with 404 or a redirect (recorded)
 */
export function resolveServerUrl(text: string): URL {
  const url = new URL(regions[text] ?? text);
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/api$/, '');
  return url;
}

/** Whether a host name is this machine by definition, so that plain HTTP does not leave it. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
