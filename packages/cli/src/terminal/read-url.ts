/** The server's address without a slash at its end; throws a `TypeError` where it is none. */
export function readUrl(given: string | undefined): string {
  const url = given === undefined || given === '' ? 'http://127.0.0.1:8000' : given;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new TypeError(`--url must be an http:// or https:// address, not ${JSON.stringify(url)}.`);
  }
  return url.replace(/\/+$/, '');
}
