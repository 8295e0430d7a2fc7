import { ownWords } from './given-text.ts';

/** What is read of a message, in characters, and of one clause. */
const MOST_CHARACTERS = 4_000;
const LONGEST_CLAUSE = 300;

const BREAK = /[.!?;:](?=\s)|[\n()]|\s[–—-]\s/u;
/** Begins another statement of the same sentence. */
const NEXT_STATEMENT =
  /,? (?:and|but|so|because|although|though|while|whereas) (?=(?:i|my|i’m|i’ve|we|our|actually|now|it’s|she|he) )|, (?=(?:i|my|i’m|i’ve|actually|now|then) )/iu;
/** Its full stop ends no sentence. */
const ABBREVIATION = /\b(Mrs?|Ms|Dr|Prof|St|Mt|Rev|Hon|Gen|Col|Lt|Sgt|Capt|vs|approx|Apt|e\.g|i\.e)\.(?=\s\S)/gu;
/** Nor does that of an initial, unless a new statement follows. */
const INITIAL = /((?<!\p{L})\p{Lu})\.(?=\s(?!(?:I|I’m|I’ve|My|We|The|It|It’s|He|She|They|And|But|So)\s)\p{Lu})/gu;
/** Stands for such a full stop while sentences are told apart. */
const DOT = '\u2024';
/** What is only thought of, or a joke. */
const UNREAL = /^(?:if|when|suppose|imagine|unless) |\b(?:kidding|jk)\b/iu;
const LAUGHTER = /,? (?:lol|haha|xd)$/iu;
const FILLER =
  /^(?:actually|oh|hey|hi|hello|well|by the way|btw|correction|update|no|nope|wait|sorry|just so you know|fyi|so|and|but|also|please|ok|okay|yes|yeah|hmm|anyway|as of (?:today|now)|now|currently|these days|nowadays|lately|recently|today|honestly|to be honest|in fact|for the record|one more thing|oops|i mean|i meant|i think|i guess|turns out|you know|then|good news)(?:,| ) ?/iu;
/** Stands between who and what, and changes neither. */
const EMPHASIS = /^(i|we) (?:actually|honestly|truly|definitely|certainly|simply|probably|genuinely) /iu;
/** Says that what follows stands in the place of what was said before. */
const MEANT = /^(?:(?:sorry|oops|no|wait|actually|oh),? )*i mean(?:t)?,? (?:to (?:say|write) )?/iu;
const MOST_FILLERS = 4;
const REMEMBER =
  /^(?:can you |could you )?(?:please )?(?:remember|note|keep in mind|don’t forget|do not forget|bear in mind|make a note|write down|know)(?: this| for me)?(?: that |: ?|, ?| )(?!to )/iu;

/** One statement of a message. */
export interface Clause {
  readonly text: string;
  /** The user asked to remember it. */
  readonly wished: boolean;
  /** It began like the correction of something that was said before. */
  readonly corrects: boolean;
  /** It names what was meant before, and perhaps nothing but that. */
  readonly meant: boolean;
}

/** The statements of a message; its questions, and what hangs on a condition, are left out. */
export function clausesOf(message: string): readonly Clause[] {
  const plain = ownWords(message.slice(0, MOST_CHARACTERS))
    .replaceAll(/[‘’`']/gu, '’')
    .replaceAll(/\b(i)(m|ve)\b|\b(do|does|did|is|are|was|ca|wo)(nt)\b/giu, spelledOut);
  return sentencesOf(plain).flatMap((sentence) => {
    const isWish = REMEMBER.test(withoutFillers(sentence));
    if (sentence.endsWith('?') && !isWish) return [];
    return sentence
      .split(NEXT_STATEMENT)
      .map((part) => part.replace(LAUGHTER, '').trim())
      .filter((part) => part !== '' && part.length <= LONGEST_CLAUSE && !UNREAL.test(part))
      .map((part) => clauseOf(part, isWish));
  });
}

/** "im" and "dont", as they are typed. */
function spelledOut(written: string): string {
  return /^i/iu.test(written) && !/nt$/iu.test(written)
    ? `${written.slice(0, 1)}’${written.slice(1)}`
    : `${written.slice(0, -1)}’${written.slice(-1)}`;
}

/** Sentences keep their question mark, so that a question is known. */
function sentencesOf(text: string): readonly string[] {
  return text
    .replaceAll(ABBREVIATION, `$1${DOT}`)
    .replaceAll(INITIAL, `$1${DOT}`)
    .replaceAll(/([?!.])(?=\s|$)/gu, '$1\n')
    .split(BREAK)
    .map((part) => part.replace(/[.!]$/u, '').replaceAll(DOT, '.').trim())
    .filter((part) => part !== '');
}

function clauseOf(part: string, wished: boolean): Clause {
  const start = withoutFillers(part);
  const text = withoutFillers(start.replace(REMEMBER, '')).replace(EMPHASIS, '$1 ');
  return { text, wished, corrects: start !== part, meant: MEANT.test(part) };
}

function withoutFillers(text: string): string {
  let rest = text;
  for (let taken = 0; taken < MOST_FILLERS; taken += 1) {
    const shorter = rest.replace(FILLER, '');
    if (shorter === rest || shorter === '') return rest;
    rest = shorter;
  }
  return rest;
}
