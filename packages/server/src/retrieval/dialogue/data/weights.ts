/**
 * Everything that decides how what was said is ranked, in one table. The start is RETRIEVAL.md §4; what differs from it
 * was looked at with `npm run evaluate -- dialogues`, which also prints what each row is worth.
 */
export interface DialogueWeights {
  /** How soon a repeated word stops to count more. Robertson's k1. */
  readonly k1: number;
  /** How much long messages are held back, 0 to 1. Robertson's b. */
  readonly b: number;
  /** What another everyday word for an asked one counts, beside 1 for the word itself. 0: none are looked for. */
  readonly synonym: number;
  /** What words count that say what kind of answer is wanted ("what kind of", "how many times"). */
  readonly form: number;
  /** Share of the score of the messages before and after, in the same session. */
  readonly neighbour: number;
  /** The same for the message before where it asks and another speaker answers. */
  readonly answered: number;
  /** Share of those one further away. */
  readonly secondNeighbour: number;
  /** Share of the score of the whole session. */
  readonly session: number;
  /** Share of the score of facts that were drawn from the message. */
  readonly facts: number;
  /** Added to 1 where the question names the speaker (or says "I", "you"). */
  readonly speaker: number;
  /** Added to 1 where the message says another name that the question says. */
  readonly entity: number;
  /** Added to 1 where the message was said on, or speaks of, the days that the question asks about. */
  readonly date: number;
  /** Added to 1 where the question asks when, and the message says a time. */
  readonly when: number;
  /** The same for names and numbers, where the question asks who, where, how many. */
  readonly expected: number;
  /** What remains of the score of a message that only asks. */
  readonly asking: number;
  /** The most by which a message counts more or less for saying much or little, beside what its speaker says on average. */
  readonly content: number;
  /** Best messages that feedback is taken from. */
  readonly feedbackMessages: number;
  /** How many of their words join the question. */
  readonly feedbackTerms: number;
  /** What the strongest of these words counts. */
  readonly feedbackWeight: number;
  /** Rank fusion with what the graph of facts leads to: the constant, and the weight of that list beside 1. */
  readonly fusion: number;
  readonly graph: number;
  /** What remains of the score of a memory that is no longer so, unless the question asks about the past. */
  readonly superseded: number;
  /** The most that age can take from a memory, and that importance 5 adds over importance 1 (times 4). */
  readonly decay: number;
  readonly importance: number;
}

export const DIALOGUE_WEIGHTS: DialogueWeights = {
  k1: 1.2,
  b: 0.4,
  synonym: 0.5,
  form: 0.3,
  neighbour: 0.3,
  answered: 0.5,
  secondNeighbour: 0.1,
  session: 0.2,
  facts: 0.7,
  speaker: 0.4,
  entity: 0.2,
  date: 0.5,
  when: 0.15,
  expected: 0.15,
  asking: 0.85,
  content: 0.4,
  feedbackMessages: 3,
  feedbackTerms: 8,
  feedbackWeight: 0.15,
  fusion: 10,
  graph: 0.6,
  superseded: 0.2,
  decay: 0.1,
  importance: 0.05,
};

/** Days in which a memory of a type loses half of what age can take from it. */
export const HALF_LIFE_DAYS: Readonly<Record<'task' | 'event' | 'fact' | 'preference', number>> = {
  task: 14,
  event: 90,
  fact: 365,
  preference: 730,
};
