const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The part of a POST to this address that is the same for each. */
export function requestBeginning(url: URL): string {
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: keep-alive\r\n`;
}

/** The header for a name and a password in the URL; none where there is neither. */
export function credentialsOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * A whole request, to be written at once: Latin-1 text where that is the same bytes, since it is written without being
 * encoded; else the bytes. Throws where a header could be read as something else, naming the header and not the value.
 */
export function requestMessage(
  beginning: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): string | Buffer {
  const length = Buffer.byteLength(body);
  let head = beginning;
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name) || FRAMING.has(name.toLowerCase())) throw new TypeError(`${name} cannot be sent as a header`);
    if (!VALUE.test(value)) throw new TypeError(`the value of ${name} cannot be sent in a header`);
    head += `${name}: ${value}\r\n`;
  }
  head += `Content-Length: ${length}\r\n\r\n`;
  if (length === body.length) return head + body;
  const message = Buffer.allocUnsafe(head.length + length);
  message.write(head, 'latin1');
  message.write(body, head.length, 'utf8');
  return message;
}

/** What says where a message ends and whom it is for is written here and nowhere else. */
const FRAMING = new Set(['content-length', 'transfer-encoding', 'host', 'connection', 'expect', 'upgrade', 'te']);
