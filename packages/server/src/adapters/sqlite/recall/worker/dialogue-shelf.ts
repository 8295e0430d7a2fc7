import { Dialogue } from '../../../../retrieval/dialogue/dialogue.ts';
import { Line } from '../../../../retrieval/dialogue/line.ts';
import { splitDates, splitTerms } from '../../../../retrieval/dialogue/read-message.ts';
import { integer, nullableText, text } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';

/** Messages of all dialogues that are kept: some hundred bytes each. */
const MOST_MESSAGES = 200_000;

const AFTER = `SELECT message_index.*, message.parent FROM message_index
  CROSS JOIN message ON message.conversation = message_index.conversation AND message.id = message_index.message
  WHERE message_index.conversation = ? AND message_index.position > ? ORDER BY message_index.position`;
const PARENT = 'SELECT parent FROM message WHERE conversation = ? AND id = ?';
// An answer that is not stored yet follows the message of its turn.
const ASKED = `SELECT user_message AS parent FROM turn
  WHERE conversation = ? AND ended_at IS NULL AND assistant_message = ?`;

interface Branch {
  /** From the top to the head, or from where `known` ends. */
  readonly places: readonly number[];
  /** True where they follow the line that is known. */
  readonly extends: boolean;
  /** The last message of it, where all up to there are stored: an answer that is still to come is looked at again. */
  readonly end: string | null;
}

interface Kept {
  readonly dialogue: Dialogue;
  /** Of the last row that was read. */
  position: number;
  /** `data_version` of the database when it was read. */
  version: number;
  line: { readonly head: string; readonly line: Line } | null;
}

/**
 * Dialogues as they were read, with what has come since. Rows of the index are only added, and go with their conversation,
 * whose id never comes again: so what was read stays true.
 */
export class DialogueShelf {
  readonly #sql: Statements;
  /** The least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #messages = 0;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** The conversation's messages, of which those on the branch that ends at `head` may be found. Null where none is indexed. */
  line(conversation: string, head: string | null): Line | null {
    if (head === null) return null;
    const kept = this.#kept.get(conversation);
    // The branch above a stored message stays what it is.
    if (kept?.line?.head === head) return this.#used(conversation, kept).line?.line ?? null;
    const read = this.#read(conversation);
    return read.dialogue.messages.length === 0 ? null : this.#lineOf(conversation, head, read);
  }

  #lineOf(conversation: string, head: string, kept: Kept): Line {
    const branch = this.#branch(conversation, head, kept);
    const line = branch.extends ? kept.line?.line : undefined;
    line?.extend(branch.places);
    const whole = line ?? new Line(kept.dialogue, branch.places);
    kept.line = branch.end === null ? null : { head: branch.end, line: whole };
    return whole;
  }

  #used(conversation: string, kept: Kept): Kept {
    this.#kept.delete(conversation);
    this.#kept.set(conversation, kept);
    return kept;
  }

  #read(conversation: string): Kept {
    const version = integer(this.#sql.get('PRAGMA data_version') ?? {}, 'data_version');
    const known = this.#kept.get(conversation);
    if (known?.version === version) return this.#used(conversation, known);
    this.#drop(conversation);
    const kept = known ?? { dialogue: new Dialogue(), position: 0, version, line: null };
    this.#extend(conversation, kept);
    kept.version = version;
    this.#keep(conversation, kept);
    return kept;
  }

  #extend(conversation: string, kept: Kept): void {
    for (const row of this.#sql.iterate(AFTER, conversation, kept.position)) {
      kept.dialogue.add(messageOf(row));
      kept.position = integer(row, 'position');
    }
  }

  #keep(conversation: string, kept: Kept): void {
    this.#kept.set(conversation, kept);
    this.#messages += kept.dialogue.messages.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#messages <= MOST_MESSAGES || oldest === conversation) break;
      this.#drop(oldest);
    }
  }

  #drop(conversation: string): void {
    this.#messages -= this.#kept.get(conversation)?.dialogue.messages.length ?? 0;
    this.#kept.delete(conversation);
  }

  /** From the head to the top, or to the head of before, whose branch is known; in the order of the talk. */
  #branch(conversation: string, head: string, { dialogue, line }: Kept): Branch {
    const found: number[] = [];
    const seen = new Set<string>();
    let [end, isWhole]: [string | null, boolean] = [null, true];
    for (let id: string | null = head; id !== null && !seen.has(id);) {
      if (id === line?.head) return { places: found.toReversed(), extends: true, end: isWhole ? (end ?? id) : null };
      seen.add(id);
      const place = dialogue.placeOf(id);
      const known = place === null ? undefined : dialogue.messages[place];
      if (place !== null && known !== undefined) {
        found.push(place);
        end ??= id;
        id = known.parent;
      } else {
        const row: Row | null = this.#sql.get(PARENT, conversation, id);
        if (row !== null) end ??= id;
        else if (end !== null) isWhole = false;
        id = parentIn(row ?? this.#sql.get(ASKED, conversation, id));
      }
    }
    return { places: found.toReversed(), extends: false, end: isWhole ? end : null };
  }
}

function parentIn(row: Row | null): string | null {
  return row === null ? null : nullableText(row, 'parent');
}

function messageOf(row: Row): Parameters<Dialogue['add']>[0] {
  return {
    id: text(row, 'message'),
    parent: nullableText(row, 'parent'),
    session: integer(row, 'session'),
    at: integer(row, 'at'),
    speaker: text(row, 'speaker'),
    terms: splitTerms(text(row, 'terms')),
    names: splitTerms(text(row, 'names')),
    dates: splitDates(text(row, 'dates')),
    question: integer(row, 'question'),
  };
}
