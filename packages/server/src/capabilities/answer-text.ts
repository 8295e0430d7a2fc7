import type { TextTransform } from '../engine/capability.ts';

export interface AnswerTextParts {
  /** Called for each citation as it comes, with what was said before it; false drops the id from the answer. */
  readonly cite: (id: string, statement: string) => boolean;
  /** First letters of the ids that may be offered, such as `d`; a citation of other ids is text like any other. */
  readonly kinds: string;
  /** Whether this address may stand in the answer; null where none can do harm: then nothing is held back for them. */
  readonly allows: ((address: string) => boolean) | null;
  readonly onAddressRemoved: () => void;
  /** What is made harmless of the rest. */
  readonly marks: Marks;
}

/** Patterns, and what takes their place. */
export type Marks = readonly (readonly [RegExp, string])[];

/** What may become a citation, as far as it has come. */
const OPEN_CITATION = /^\[[dgmst\d,;\s]*$/;
/** So far back a citation may begin. */
const LONGEST_CITATION = 100;
/** So long may a run without a space become before it is broken up. */
const LONGEST_RUN = 2_048;
/** So much of what was said is kept to know what a citation is for. */
const KEPT = 1_000;

const CITATION = /\s?\[([dgmst]\d{1,4}(?:\s?[,;]\s?[dgmst]\d{1,4}){0,8})\]/g;
/** What browsers and renderers take for an address by itself; ASCII alone, without quotes and brackets, which end one. */
const ADDRESS =
  /[a-z0-9+.-]{0,20}:\/\/[!#-&*-;=?-Z\\^-~]*|(?<![\w/:])(?:\/\/[!#-&*-.0-;=?-Z\\^-~]{1,253}\.|www\.)[!#-&*-;=?-Z\\^-~]*/gi;
/** What would make a link, an image, a reference or a tag of the text around it. */
export const NOTHING_ACTIVE: Marks = [
  [/\](?=\()/g, '] '],
  [/(?<!\[[dgmst]\d{1,4})\](?=:)/g, '] '],
  [/<(?=[a-z/!?])/gi, '< '],
];
/** What would make an image, which is fetched by looking at it. */
export const NO_IMAGES: Marks = [[/!(?=\[)/g, '! ']];
/** A run without a space that is, or would begin, a tag or an address with the punctuation behind it. */
const GROWS_WITH_PUNCTUATION = /<$|www|\/\//i;
/** Stands for what is not known yet. */
const UNKNOWN = 'x';
const REMOVED = '(link removed)';

/**
 * Makes of a model's text what may be shown. Citations of what was not offered are dropped. And since what was offered was
 * written by others, who may have told the model what to write: what `marks` names is made harmless, and no address stands
 * in it that is not allowed, so that no rendering of it can send anything anywhere.
 * Source: CONTRACT.md §2.4, FAULTS.md S09.
 */
export function createAnswerText({ kinds, cite, allows, onAddressRemoved, marks }: AnswerTextParts): TextTransform {
  let held = '';
  let said = '';
  // `next` is what follows, as far as it is known.
  const tell = (text: string, next: string): string => {
    const cited = citationsIn(text, next, said, { kinds, cite });
    said = (said + cited).slice(-KEPT);
    // Addresses last, since a citation that is dropped brings together what stood around it.
    const plain = allows === null ? cited : withoutAddresses(cited, allows, onAddressRemoved);
    return marks.reduce((text, [mark, harmless]) => text.replace(mark, harmless), plain);
  };
  return {
    push: (text) => {
      held += text;
      const end = allows === null ? citedEnd(held, held.length) : settledEnd(held);
      if (held.length - end > LONGEST_RUN) {
        // The space keeps what was shown from growing together with what follows.
        const shown = tell(held, ' ');
        held = '';
        return `${shown} `;
      }
      const ready = held.slice(0, end);
      held = held.slice(end);
      return ready === '' ? '' : tell(ready, held === '' && allows !== null ? UNKNOWN : held);
    },
    end: () => {
      const rest = held;
      held = '';
      return rest === '' ? '' : tell(rest, '');
    },
  };
}

/**
 * How much of the text can no longer become part of an address, a mark or a citation: all up to the last run without a
 * space, the space before it included, since a citation that is dropped takes it along.
 */
function settledEnd(held: string): number {
  let end = runStart(held, held.length);
  // A citation that is still open begins in a run of its own or in the middle of one, which is then held as a whole.
  for (let open = citedEnd(held, end); open < end; open = citedEnd(held, end)) end = runStart(held, open);
  return end;
}

/** Where the run without a space begins that `end` stands in or behind, with the space before it. */
function runStart(held: string, end: number): number {
  if (/\s/.test(held.charAt(end))) return end;
  let start = end;
  while (start > 0 && isGrowing(held.charCodeAt(start - 1))) start -= 1;
  return withSpaceBefore(held, start);
}

/** How much of the text up to `end` cannot become a citation. */
function citedEnd(held: string, end: number): number {
  const open = held.lastIndexOf('[', end);
  const isOpen = open !== -1 && end - open < LONGEST_CITATION && OPEN_CITATION.test(held.slice(open, end));
  return isOpen ? withSpaceBefore(held, firstOfRow(held, open)) : end;
}

/** Citations without a space between them are judged together: what is left of one decides about the space before it. */
function firstOfRow(held: string, open: number): number {
  const before = held.charAt(open - 1) === ']' ? held.lastIndexOf('[', open - 1) : -1;
  return before === -1 || open - before > LONGEST_CITATION ? open : firstOfRow(held, before);
}

function withSpaceBefore(text: string, index: number): number {
  return index > 0 && /\s/.test(text.charAt(index - 1)) ? index - 1 : index;
}

/** ASCII without spaces and controls. */
function isGrowing(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f;
}

function withoutAddresses(text: string, allows: (address: string) => boolean, onRemoved: () => void): string {
  return text.replace(ADDRESS, (address) => {
    if (allows(address)) return address;
    onRemoved();
    return REMOVED;
  });
}

function citationsIn(
  text: string,
  next: string,
  before: string,
  { kinds, cite }: Pick<AnswerTextParts, 'kinds' | 'cite'>,
): string {
  let copied = 0;
  let shown = '';
  for (const match of text.matchAll(CITATION)) {
    shown += text.slice(copied, match.index);
    copied = match.index + match[0].length;
    const statement = lastStatement(before + shown);
    const ids = (match[1] ?? '')
      .split(/\s?[,;]\s?/)
      // Those of another kind are for somebody else to judge.
      .filter((id) => !kinds.includes(id.charAt(0)) || cite(id, statement));
    const space = /^\s/.exec(match[0])?.[0] ?? '';
    if (ids.length > 0) shown += `${space}[${ids.join(', ')}]`;
    // Its space goes with it only before an end: else it may be all that keeps apart what is harmless apart.
    else if (!isBeforeEnd(text.slice(copied) + next) || isGrownByPunctuation(before + shown)) shown += space;
  }
  return shown + text.slice(copied);
}

function isBeforeEnd(text: string): boolean {
  return /^[.,;!?]?(?:\s|$)/.test(text.slice(0, 2));
}

/** Even if it was shown already. */
function isGrownByPunctuation(text: string): boolean {
  return GROWS_WITH_PUNCTUATION.test(text.slice(runStart(text, text.length)));
}

/** The sentence or line before a citation, without the citations in it. */
function lastStatement(text: string): string {
  const plain = text.replace(/\s?\[[^\]]{0,60}\]/g, '').trimEnd();
  return plain.split(/(?<=[.!?。！？])\s|\n/u).at(-1) ?? '';
}
