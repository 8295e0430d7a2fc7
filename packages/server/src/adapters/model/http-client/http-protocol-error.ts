/** The other side does not speak HTTP/1.1 as it must. The message quotes nothing that was received. */
export class HttpProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HttpProtocolError';
  }
}
