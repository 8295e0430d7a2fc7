import { BadValue } from '../../packages/server/src/config/parsers.ts';
import type { Variable } from '../../packages/server/src/config/variables.ts';

/** A value that no variable with bounds can have: no number, no address, no choice, no folder. */
const IMPOSSIBLE = '\u{1f6ab}';

/**
 * What a variable takes, in the words in which the server refuses anything else at start, such as `a whole number from
 * 0 to 65535`; null where any text does. Taken from the parser itself, so that the page cannot say otherwise.
 */
export function acceptedBy({ parse }: Variable<unknown>): string | null {
  try {
    parse(IMPOSSIBLE);
    return null;
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const [sentence = ''] = error.message.split(`, and "${IMPOSSIBLE}"`);
    return sentence.replace(/^must (?:be |list |name )?/, '');
  }
}
