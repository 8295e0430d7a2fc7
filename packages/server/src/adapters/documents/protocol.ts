import type { DocumentKind, DocumentPage } from '../../ports/documents.ts';
import type { DocumentLimits } from './limits.ts';

/** What the reading thread is asked, one document at a time. */
export type ReaderRequest =
  | {
      readonly type: 'read';
      readonly file: string;
      /** What users call it; a hint where the content can be read as several kinds of text. */
      readonly name: string;
      readonly limits: DocumentLimits;
    }
  /** The last `pages` have been taken. */
  | { readonly type: 'more' };

/** What it answers: pages in portions, so that taking them never holds up the main thread, then one of the others. */
export type ReaderReply =
  | { readonly type: 'pages'; readonly pages: readonly DocumentPage[] }
  | { readonly type: 'done'; readonly kind: DocumentKind; readonly title: string | null; readonly hash: string }
  | { readonly type: 'failed'; readonly code: 'unreadable' | 'too_large'; readonly message: string };
