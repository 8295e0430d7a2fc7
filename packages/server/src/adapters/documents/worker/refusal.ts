/** Why a document is not read; the message is a sentence for the person who gave it. */
export class Refusal extends Error {
  readonly code: 'unreadable' | 'too_large';

  constructor(code: 'unreadable' | 'too_large', message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
  }
}
