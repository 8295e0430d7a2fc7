import { DocumentError, type DocumentReader } from '../../ports/documents.ts';
import { MediaError } from '../../ports/media.ts';
import type { MediaRecord } from '../../ports/records.ts';
import { readImageHeader } from './image-format.ts';
import { tooLarge, type Spooled } from './spool.ts';

/** What several images of this size cost a request's memory is still small beside what a server has. */
const MAX_IMAGE_BYTES = 12 * 1_048_576;
/** Bounds of what an image is once it is unpacked, which somebody will do. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 50_000_000;
/** A PDF may have something else before it; readers look this far. */
const PDF_BYTES = 1_024;

const SAID_OF_DOCUMENTS = {
  unreadable: 'The document cannot be read: it is broken, or locked.',
  too_large: 'The document has too many pages, or takes too long to read.',
} as const;

type Documents = Pick<DocumentReader, 'read'>;

/** What a file is, by its content. */
export interface Inspected extends Pick<MediaRecord, 'kind' | 'mediaType' | 'size' | 'pages'> {
  /** Of a document: its pages, apart by form feeds. */
  readonly text: string | null;
}

/** Looks at what came in; throws `MediaError` for what is not taken. Source: FAULTS.md A11. */
export async function inspect(file: Spooled, documents: Documents, signal: AbortSignal): Promise<Inspected> {
  const head = await file.head();
  const image = readImageHeader(head);
  if (image !== null) {
    if (file.bytes > MAX_IMAGE_BYTES) throw tooLarge(MAX_IMAGE_BYTES);
    const { mediaType, size } = image;
    if (size === null) throw new MediaError('unreadable', 'The image cannot be read.');
    if (Math.max(size.width, size.height) > MAX_SIDE || size.width * size.height > MAX_PIXELS) {
      throw new MediaError('too_large', 'The image has too many pixels: at most 50 million, and 16,384 on a side.');
    }
    return { kind: 'image', mediaType, size, pages: null, text: null };
  }
  if (!Buffer.from(head.subarray(0, PDF_BYTES)).includes('%PDF-')) {
    throw new MediaError('unsupported', 'Only PNG, JPEG, GIF and WebP images and PDF documents are taken.');
  }
  const pages = await readPages(file.path, documents, signal);
  return { kind: 'file', mediaType: 'application/pdf', size: null, pages: pages.length, text: pages.join('\f') };
}

async function readPages(path: string, documents: Documents, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const { kind, pages } = await documents.read({ file: path, name: 'document.pdf' }, signal);
    if (kind === 'pdf') return pages.map(({ text }) => text.replaceAll('\f', ' '));
  } catch (error) {
    if (!(error instanceof DocumentError) || error.code === 'aborted') throw error;
    throw new MediaError(error.code, SAID_OF_DOCUMENTS[error.code], { cause: error });
  }
  throw new MediaError('unreadable', SAID_OF_DOCUMENTS.unreadable);
}
