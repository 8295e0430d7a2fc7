import { ClientError } from './errors.ts';

// Browsers tell a request that cannot be made from a server that cannot be reached by nothing: both are a `TypeError` of
// `fetch`. So what would never succeed is found here, before it is tried for minutes.

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** Line breaks would begin a header of their own, and nothing beyond Latin-1 can be sent. */
const HEADER_VALUE = /^[\t\u{20}-\u{7e}\u{80}-\u{ff}]*$/u;

/** The server's address without a slash at its end; throws `ClientError` for what is none. */
export function baseOf(url: string | undefined): string {
  const page = typeof location === 'object' ? location.origin : undefined;
  const given = url ?? page;
  if (given === undefined) throw setupError('Say where the server is: createClient({ url: "http://localhost:8000" }).');
  // A path of the page's own server.
  const isPath = page !== undefined && (given === '' || given.startsWith('/'));
  if (!isPath && !isHttp(given))
    throw setupError(`"${given}" is no address of a server: it begins with http:// or https://, and a host follows.`);
  return given.replace(/\/+$/, '');
}

function isHttp(url: string): boolean {
  if (!/^https?:\/\/[^/]/i.test(url)) return false;
  try {
    return new URL(url).href !== '';
  } catch {
    return false;
  }
}

/** Throws `ClientError` for a header that cannot be sent. Values are not repeated: they may be secret. */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) throw setupError(`"${name}" is no name of a header.`);
    // Spaces and line breaks around a value are taken away before it is sent.
    if (HEADER_VALUE.test(value.trim())) continue;
    const what = name === 'Authorization' ? 'The token' : `The header ${name}`;
    throw setupError(`${what} holds a line break or another character that no header can have.`);
  }
}

/** The JSON of a body; throws `ClientError` where it has none, such as where it holds itself. */
export function jsonOf(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    throw new ClientError('setup', 'What is to be sent cannot be written as JSON.', { cause: error });
  }
}

function setupError(message: string): ClientError {
  return new ClientError('setup', message);
}
