/** Turns texts into vectors that lie near each other where the texts mean much the same. */
export interface Embedder {
  /** Which vectors can be compared: those of one name. Changes with the model, and with nothing else. */
  readonly model: string;
  /**
   * One vector of length 1 for each text, in order, all of one number of dimensions. Asks once: whoever needs patience
   * asks again. MUST end within `timeLimitMs`, and MUST reject with `EmbeddingError` and nothing else.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]>;
}

export interface EmbedOptions {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

export type EmbeddingErrorCode =
  /** Out of reach, out of order, or it does not know us; the same texts may be taken later. */
  | 'unavailable'
  /** These texts will never be taken. */
  | 'refused';

export class EmbeddingError extends Error {
  readonly code: EmbeddingErrorCode;

  constructor(code: EmbeddingErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'EmbeddingError';
    this.code = code;
  }
}
