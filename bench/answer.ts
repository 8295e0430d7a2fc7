/*
 * What an answer says is decided by the prompt alone, so the process that sends it and the process that checks it
 * never have to talk to each other.
 */

/** What a benchmark asks the fake provider for. */
export interface Order {
  /** Chooses the text; every request of a run has its own. */
  readonly seed: number;
  readonly tokens: number;
  /** Tokens a second; 0 means as fast as the reader takes them. */
  readonly rate: number;
}

/** Words as a tokenizer cuts them, with the characters that JSON and UTF-8 make awkward at about their usual share. */
export const vocabulary: readonly string[] = (
  ' the| of| and| to| in| a| is| that| for| it| as| was| with| be| by| on| not| he| this| are| or| his| from| at' +
  '| which| but| have| an| had| they| you| were| their| one| all| we| can| her| has| there| been| if| more| when' +
  '| will| would| who| so| stream| server| answer|ing|ed|tion|ly|,|.|\n\n|"|\\| naïve| →| 数据| 🙂'
).split('|');

/** A small generator with 32 bits of state: the same numbers for the same seed on every machine. */
function seededNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Indexes into `vocabulary`, one for each token of the answer. */
export function answerTokens(order: Order): Uint8Array {
  const next = seededNumbers(order.seed);
  return Uint8Array.from({ length: order.tokens }, () => next() % vocabulary.length);
}

export function answerText(order: Order): string {
  let text = '';
  for (const token of answerTokens(order)) text += vocabulary[token] ?? '';
  return text;
}

/** Only letters, digits and blanks, so that it can stand inside JSON as it is. */
export function promptFor(order: Order): string {
  return `bench seed ${order.seed} tokens ${order.tokens} rate ${order.rate} end`;
}

const PROMPT = /bench seed (\d+) tokens (\d+) rate (\d+) end/;

/** The order in a prompt, or undefined where there is none. */
export function orderIn(prompt: string): Order | undefined {
  const found = PROMPT.exec(prompt);
  return found ? { seed: Number(found[1]), tokens: Number(found[2]), rate: Number(found[3]) } : undefined;
}
