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

/** A conversation that is searched, and the message at the end of the branch that is shown. */
export interface Searched {
  readonly id: string;
  readonly head: string | null;
}

interface Branch {
  /** From the top to the head, or from where the known branch ends. */
  readonly places: readonly number[];
  /** True where they follow the branch that is known. */
  readonly follows: boolean;
  /** The last message of it, where all up to there are stored: an answer that is still to come is looked at again. */
  readonly end: string | null;
}

interface KnownBranch {
  /** Of the last row that was read. */
  position: number;
  end: string | null;
  /** The place at the end; null where nothing is on the line yet. */
  last: number | null;
}

interface Kept {
  readonly dialogue: Dialogue;
  readonly branches: Map<string, KnownBranch>;
  line: Line;
}

/**
 * What was said in conversations that are searched together, as it was read, with what has come since. Rows of the index
 * are only added, and go with their conversation, whose id never comes again: so what was read stays true.
 */
export class DialogueShelf {
  readonly #sql: Statements;
  /** The least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #messages = 0;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** What may be found in these conversations: what is on the branches that end at their heads. `key` names their choice. */
  line(key: string, conversations: readonly Searched[]): Line {
    const known = this.#kept.get(key);
    this.#drop(key);
    const kept = (known === undefined ? null : this.#followed(known, conversations)) ?? this.#begun(conversations);
    this.#keep(key, kept);
    return kept.line;
  }

  /** Null where one of the conversations is gone: then everything is read again. */
  #followed(kept: Kept, conversations: readonly Searched[]): Kept | null {
    const there = new Set(conversations.map(({ id }) => id));
    for (const id of kept.branches.keys()) if (!there.has(id)) return null;
    if (!conversations.every((each) => this.#follow(kept, each))) this.#chooseAgain(kept, conversations);
    return kept;
  }

  #begun(conversations: readonly Searched[]): Kept {
    const dialogue = new Dialogue();
    const kept: Kept = { dialogue, branches: new Map(), line: new Line(dialogue) };
    for (const each of conversations) this.#follow(kept, each);
    return kept;
  }

  /** Somebody went to another branch, which is seldom: all are put on a new line. */
  #chooseAgain(kept: Kept, conversations: readonly Searched[]): void {
    kept.line = new Line(kept.dialogue);
    for (const branch of kept.branches.values()) [branch.end, branch.last] = [null, null];
    for (const each of conversations) this.#follow(kept, each);
  }

  /** Puts on the line what has come. False where the branch is another than the one that is there. */
  #follow(kept: Kept, { id, head }: Searched): boolean {
    const branch = kept.branches.get(id) ?? { position: 0, end: null, last: null };
    kept.branches.set(id, branch);
    if (head === null || branch.end === head) return true;
    this.#extend(id, kept.dialogue, branch);
    const { places, follows, end } = this.#branch(id, head, kept.dialogue, branch);
    if (!follows && branch.last !== null) return false;
    branch.last = kept.line.extend(places, branch.last);
    branch.end = end;
    return true;
  }

  #extend(conversation: string, dialogue: Dialogue, branch: KnownBranch): void {
    for (const row of this.#sql.iterate(AFTER, conversation, branch.position)) {
      dialogue.add(messageOf(conversation, row));
      branch.position = integer(row, 'position');
    }
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#messages += kept.dialogue.messages.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#messages <= MOST_MESSAGES || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#messages -= this.#kept.get(key)?.dialogue.messages.length ?? 0;
    this.#kept.delete(key);
  }

  /** From the head to the top, or to the end of the known branch; in the order of the talk. */
  #branch(conversation: string, head: string, dialogue: Dialogue, known: KnownBranch): Branch {
    const found: number[] = [];
    const seen = new Set<string>();
    let [end, isWhole]: [string | null, boolean] = [null, true];
    for (let id: string | null = head; id !== null && !seen.has(id);) {
      if (id === known.end) return { places: found.toReversed(), follows: true, end: isWhole ? (end ?? id) : null };
      seen.add(id);
      const place = dialogue.placeOf(id);
      const message = place === null ? undefined : dialogue.messages[place];
      if (place !== null && message !== undefined) {
        found.push(place);
        end ??= id;
        id = message.parent;
      } else {
        const row: Row | null = this.#sql.get(PARENT, conversation, id);
        if (row !== null) end ??= id;
        else if (end !== null) isWhole = false;
        id = parentIn(row ?? this.#sql.get(ASKED, conversation, id));
      }
    }
    return { places: found.toReversed(), follows: false, end: isWhole ? end : null };
  }
}

function parentIn(row: Row | null): string | null {
  return row === null ? null : nullableText(row, 'parent');
}

function messageOf(conversation: string, row: Row): Parameters<Dialogue['add']>[0] {
  return {
    id: text(row, 'message'),
    parent: nullableText(row, 'parent'),
    session: `${conversation}/${integer(row, 'session')}`,
    at: integer(row, 'at'),
    speaker: text(row, 'speaker'),
    terms: splitTerms(text(row, 'terms')),
    names: splitTerms(text(row, 'names')),
    dates: splitDates(text(row, 'dates')),
    question: integer(row, 'question'),
  };
}
