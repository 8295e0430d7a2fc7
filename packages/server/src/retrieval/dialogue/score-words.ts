import { rarity } from '../rank/bm25.ts';
import { countWord, type CountedWord } from './count-word.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Line } from './line.ts';
import type { Sought } from './read-dialogue-question.ts';

/** What the words of a question score on a line: BM25 of its messages and of its sessions. */
export class WordScores {
  /** By the place of the message. */
  readonly messages: Float64Array;
  /** By the number of the session. */
  readonly sessions: Float64Array;
  readonly #line: Line;
  readonly #weights: DialogueWeights;
  /** The same of words that may stand for one another; zeros in between. */
  readonly #best: { readonly messages: Float64Array; readonly sessions: Float64Array };
  readonly #sizes: { readonly messages: Sizes; readonly sessions: Sizes };

  constructor(line: Line, weights: DialogueWeights) {
    this.#line = line;
    this.#weights = weights;
    const [messages, sessions] = [line.dialogue.messages.length, line.sessionLengths.length];
    this.messages = new Float64Array(messages);
    this.sessions = new Float64Array(sessions);
    this.#best = { messages: new Float64Array(messages), sessions: new Float64Array(sessions) };
    this.#sizes = { messages: sizesOf(line.messages, line), sessions: sizesOf(line.sessions, line) };
  }

  /**
   * Adds what these words score. Of those that may stand for one another the best counts, so that many of them do not
   * outweigh one that was asked for.
   */
  add(sought: readonly Sought[]): void {
    const { synonym } = this.#weights;
    for (const { term, weight, others } of sought) {
      const own = { ...countWord(this.#line, term), weight };
      const more = synonym > 0 ? others : [];
      const words = [own, ...more.map((other) => ({ ...countWord(this.#line, other), weight: weight * synonym }))];
      for (const word of words) {
        this.#raiseMessages(word, word.weight);
        this.#raiseSessions(word, word.weight);
      }
      for (const word of words) this.#takeBest(word);
    }
  }

  #raiseMessages({ postings, messages }: CountedWord, weight: number): void {
    const { dialogue, shown } = this.#line;
    const { count, meanLength } = this.#sizes.messages;
    const rare = weight * rarity('', { count, meanLength, frequency: () => messages });
    const best = this.#best.messages;
    for (let next = 0; next < postings.length; next += 2) {
      const place = postings[next] ?? 0;
      if (shown[place] !== 1) continue;
      const length = (dialogue.lengths[place] ?? 0) / meanLength;
      const score = rare * saturated(postings[next + 1] ?? 0, length, this.#weights);
      if (score > (best[place] ?? 0)) best[place] = score;
    }
  }

  #raiseSessions({ sessions }: CountedWord, weight: number): void {
    const { count, meanLength } = this.#sizes.sessions;
    const rare = weight * rarity('', { count, meanLength, frequency: () => sessions.size });
    const best = this.#best.sessions;
    for (const [session, said] of sessions) {
      const length = (this.#line.sessionLengths[session] ?? 0) / meanLength;
      const score = rare * saturated(said, length, this.#weights);
      if (score > (best[session] ?? 0)) best[session] = score;
    }
  }

  /** Moves the best scores where this word is to the sums. */
  #takeBest({ postings, sessions }: CountedWord): void {
    const best = this.#best;
    for (let next = 0; next < postings.length; next += 2) {
      const place = postings[next] ?? 0;
      this.messages[place] = (this.messages[place] ?? 0) + (best.messages[place] ?? 0);
      best.messages[place] = 0;
    }
    for (const session of sessions.keys()) {
      this.sessions[session] = (this.sessions[session] ?? 0) + (best.sessions[session] ?? 0);
      best.sessions[session] = 0;
    }
  }
}

interface Sizes {
  readonly count: number;
  /** In terms. */
  readonly meanLength: number;
}

function sizesOf(count: number, { length }: Line): Sizes {
  return { count, meanLength: Math.max(1, length / Math.max(1, count)) };
}

/** BM25 without the rarity; `length` beside the mean. */
function saturated(count: number, length: number, { k1, b }: DialogueWeights): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + b * length));
}
