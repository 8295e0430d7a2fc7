/** Reads the text of documents that nobody has looked at yet. */
export interface DocumentReader {
  /**
   * The text of the file, page by page. What it is its content decides; the name is a hint among kinds of text. MUST NOT
   * hold up this process, whatever the file does: beyond its bounds of memory, time, pages and text it rejects with
   * `DocumentError`, and with nothing else.
   */
  read(request: ReadRequest, signal: AbortSignal): Promise<ReadDocument>;
  /** Ends what is being read. */
  close(): Promise<void>;
}

export const DOCUMENT_KINDS = ['pdf', 'docx', 'html', 'markdown', 'text', 'csv', 'xlsx'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export interface ReadRequest {
  /** Path of the file; a symbolic link is not followed. */
  readonly file: string;
  /** What users call it, such as `report.pdf`. */
  readonly name: string;
}

export interface ReadDocument {
  readonly kind: DocumentKind;
  /** What it calls itself; null where it says nothing. */
  readonly title: string | null;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly hash: string;
  /** The first is page 1. */
  readonly pages: readonly DocumentPage[];
}

export interface DocumentPage {
  readonly text: string;
  /** The first heading on the page, at most 200 characters; null where none is seen. */
  readonly heading: string | null;
}

export type DocumentErrorCode =
  /** Not a document of its kind, broken, or locked by a password. */
  | 'unreadable'
  /** Takes more memory, time, pages or text than a document may. */
  | 'too_large'
  /** Our own abort. */
  | 'aborted';

/** `message` is a sentence for whoever gave the document. */
export class DocumentError extends Error {
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'DocumentError';
    this.code = code;
  }
}
