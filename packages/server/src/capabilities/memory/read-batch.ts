import type { ExtractionPayload } from '../../ports/memory-store.ts';
import { textOf, type MessageRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import type { ReadMessage } from './facts/operation.ts';

/** More messages than any batch has, so that its beginning is always among them. */
const MOST_MESSAGES = 40;
/** Messages before the batch, which say what "actually, it's …" means. */
const CONTEXT = 6;

export interface Batch {
  readonly messages: readonly ReadMessage[];
  readonly before: readonly ReadMessage[];
}

/** The messages of a batch, on the branch that ends with it; null where they are gone. */
export async function readBatch(
  store: Pick<Store, 'branch' | 'message'>,
  { owner, conversation, from, to }: ExtractionPayload,
): Promise<Batch | null> {
  const last = await store.message(owner, to);
  if (last === null) return null;
  const branch = await store.branch(conversation, to, MOST_MESSAGES);
  const start = await startOf(store, branch, owner, from);
  return {
    messages: branch.slice(start).map(readMessage),
    before: branch.slice(Math.max(0, start - CONTEXT), start).map(readMessage),
  };
}

/** Behind `from`; where an earlier message was changed, so that the branch lacks it, behind what is older than it. */
async function startOf(
  store: Pick<Store, 'message'>,
  branch: readonly MessageRecord[],
  owner: string,
  from: string | null,
): Promise<number> {
  const readUpTo = from === null ? null : await store.message(owner, from);
  if (readUpTo === null) return 0;
  const place = branch.findIndex(({ id }) => id === from);
  if (place >= 0) return place + 1;
  const newer = branch.findIndex(({ createdAt }) => createdAt > readUpTo.createdAt);
  return newer < 0 ? branch.length : newer;
}

/** Only what was written counts: neither what the model was shown beside it nor its instructions. */
export function readMessage({ id, role, parts, createdAt, speaker }: MessageRecord): ReadMessage {
  return { id, role, speaker: speaker ?? role, text: textOf(parts), at: createdAt };
}
