import type { MessageRecord } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';

/** Conversations whose newest branch is remembered. */
const MOST_CONVERSATIONS = 1_000;
/** UTF-16 units of all that is remembered. */
const MOST_UNITS = 8_000_000;
/** How far a question looks back for what is remembered: past the question and the answer since then. */
const TURN_MESSAGES = 4;

interface Entry {
  readonly leaf: string;
  /** Oldest first; without a gap, and from the top of the conversation or as many as were asked for. */
  readonly messages: readonly MessageRecord[];
  readonly units: number;
}

/**
 * Reads branches, and remembers the last one of each conversation, so that a turn reads what is new since the turn before.
 * Messages never change, so a remembered branch is right for as long as it exists: every write of a message makes a new
 * leaf, and the write that takes messages away, a deletion, must be followed by `forget`. Source: CONTRACT.md §2.3.
 */
export class CachedBranches {
  readonly #store: Pick<Store, 'branch'>;
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #units = 0;
  /** Grows with each deletion: what was being read meanwhile is not remembered. */
  #deletions = 0;

  constructor(store: Pick<Store, 'branch'>) {
    this.#store = store;
  }

  /** As `Store.branch`. */
  async branch(conversation: string, leaf: string, limit: number): Promise<readonly MessageRecord[]> {
    if (limit < 1) return [];
    const deletions = this.#deletions;
    const known = this.#entries.get(conversation);
    const messages =
      (known === undefined ? null : await this.#extend(known, conversation, leaf, limit)) ??
      (await this.#store.branch(conversation, leaf, limit));
    if (deletions === this.#deletions) this.#remember(conversation, leaf, messages, limit);
    return messages.slice(-limit);
  }

  /** The conversation is deleted, and so is what is remembered of it. */
  forget(conversation: string): void {
    this.#deletions += 1;
    this.#drop(conversation);
  }

  /** What is remembered with what came since; null where that does not reach far enough. */
  async #extend(
    known: Entry,
    conversation: string,
    leaf: string,
    limit: number,
  ): Promise<readonly MessageRecord[] | null> {
    const since = known.leaf === leaf ? [] : await this.#store.branch(conversation, leaf, TURN_MESSAGES);
    const place = since.findIndex(({ id }) => id === known.leaf);
    if (known.leaf !== leaf && place === -1) return null;
    const messages = [...known.messages, ...since.slice(place + 1)];
    return messages.length >= limit || isWhole(messages) ? messages : null;
  }

  #remember(conversation: string, leaf: string, messages: readonly MessageRecord[], limit: number): void {
    const kept = messages.slice(-limit);
    // A branch whose beginning is missing is one whose earlier answers are not stored yet.
    if (kept.length < limit && !isWhole(kept)) return;
    this.#drop(conversation);
    const units = kept.reduce((sum, message) => sum + unitsOf(message), 0);
    if (units > MOST_UNITS) return;
    this.#entries.set(conversation, { leaf, messages: kept, units });
    this.#units += units;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MOST_CONVERSATIONS && this.#units <= MOST_UNITS) break;
      this.#drop(oldest);
    }
  }

  #drop(conversation: string): void {
    this.#units -= this.#entries.get(conversation)?.units ?? 0;
    this.#entries.delete(conversation);
  }
}

/** True where it begins at the top of the conversation. */
function isWhole([first]: readonly MessageRecord[]): boolean {
  return first !== undefined && first.parent === null;
}

function unitsOf({ parts }: MessageRecord): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.length : part.media.length), 0);
}
