/** What one document may take before it is given up. */
export interface DocumentLimits {
  /** Size of the file. */
  readonly maxBytes: number;
  readonly maxPages: number;
  /** Length of all text, in UTF-16 units. */
  readonly maxCharacters: number;
  /** What the files inside an archive (DOCX, XLSX) unpack to, together. */
  readonly maxUnpackedBytes: number;
  /** What the reading thread may hold, its buffers included. */
  readonly maxMemoryBytes: number;
  readonly timeLimitMs: number;
}

const MB = 1024 * 1024;

export const DEFAULT_LIMITS: DocumentLimits = {
  maxBytes: 50 * MB,
  maxPages: 5_000,
  maxCharacters: 20_000_000,
  maxUnpackedBytes: 200 * MB,
  maxMemoryBytes: 512 * MB,
  timeLimitMs: 120_000,
};
