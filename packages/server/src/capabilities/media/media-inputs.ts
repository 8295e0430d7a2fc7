import type { Blobs } from '../../ports/blobs.ts';
import type { MediaInputs } from '../../ports/media.ts';
import type { MessagePart } from '../../ports/model.ts';
import type { MediaRecord, StoredPart } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { textKey } from './media-library.ts';

/** What one request to a model carries: the newest files, as far as these bounds go. */
const MAX_FILES = 10;
const MAX_IMAGE_BYTES = 16 * 1_048_576;
const MAX_TEXT = 120_000;

export interface MediaInputParts {
  readonly store: Pick<Store, 'media'>;
  readonly blobs: Pick<Blobs, 'get'>;
}

/** Shows models what came with messages: images as data addresses, documents as their text. */
export function createMediaInputs(parts: MediaInputParts): MediaInputs {
  return {
    read: async (owner, stored, signal) => {
      const inputs = new Map<string, MessagePart>();
      const left = { files: MAX_FILES, imageBytes: MAX_IMAGE_BYTES, characters: MAX_TEXT };
      for (const id of new Set(idsOf(stored).toReversed())) {
        signal.throwIfAborted();
        const media = await parts.store.media(owner, id);
        inputs.set(
          id,
          media?.state === 'ready' ? await readOne(parts.blobs, media, left) : say('[A file that is gone.]'),
        );
      }
      return inputs;
    },
  };
}

interface Left {
  files: number;
  imageBytes: number;
  characters: number;
}

async function readOne(blobs: Pick<Blobs, 'get'>, media: MediaRecord, left: Left): Promise<MessagePart> {
  const label = media.name === null ? media.mediaType : `${JSON.stringify(media.name)} (${media.mediaType})`;
  const fits = media.kind === 'image' ? media.bytes <= left.imageBytes : left.characters > 0;
  if (left.files === 0 || !fits) return say(`[An earlier file, ${label}, is not shown again.]`);
  left.files -= 1;
  const content = await blobs.get(media.kind === 'image' ? media.id : textKey(media.id));
  if (content === null) return say(`[The file ${label} is gone.]`);
  const bytes = await collect(content);
  if (media.kind === 'image') {
    left.imageBytes -= bytes.length;
    return {
      kind: 'image',
      mediaType: media.mediaType,
      url: `data:${media.mediaType};base64,${bytes.toString('base64')}`,
    };
  }
  const text = documentText(label, bytes.toString('utf8'), left.characters);
  left.characters -= text.length;
  return say(text);
}

/** Marked as what it is, page by page, so that it is not taken for what the user says. */
function documentText(label: string, text: string, most: number): string {
  const shown = text.length > most ? `${text.slice(0, most).toWellFormed()}\n[The rest is left out.]` : text;
  const pages = shown.split('\f').map((page, index) => `[Page ${index + 1}]\n${page.trim()}`);
  return [`[Begin of the file ${label}]`, ...pages, '[End of the file]'].join('\n');
}

function idsOf(parts: readonly StoredPart[]): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'text' ? [] : [part.media]));
}

/** Apart from the user's words, which some wires put right before it. */
function say(text: string): MessagePart {
  return { kind: 'text', text: `\n\n${text}` };
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}
