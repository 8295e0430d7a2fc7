import { termsOf } from '../../../retrieval/text/terms.ts';

/** Whom and what a question is about, as far as its form tells. */
export interface AskedAbout {
  /** Its stems: of names, and of what stands behind "my" or "the". One of them is in whatever answers it. */
  readonly named: ReadonlySet<string>;
  /** True where it asks what the user is or does, rather than who does it. */
  readonly isUser: boolean;
  /** True where nothing in it says "I" or "my". */
  readonly isOfOthers: boolean;
  /** True where it asks about somebody by a word such as "she". */
  readonly isOfThem: boolean;
  /** The stems that it looks for. */
  readonly asked: ReadonlySet<string>;
}

/** What may be known to answer it. */
export interface Known {
  readonly text: string;
  /** Stems of its text, and of whoever says it. */
  readonly terms: ReadonlySet<string>;
  /** What a memory is about; `user` for the user. Undefined where that is not known. */
  readonly subject: string | undefined;
}

const USER_ACTS = /\b(?:I|we)\b/i;
const FIRST_PERSON = /\b(?:I|me|my|mine|we|us|our|ours)\b/i;
const ASKS_WHO = /^(?:who|whose)\b(?! (?:am|are|do|did|was|were|have) (?:I|we)\b)/i;
const THEY = /\b(?:he|she|they|him|her|his|their|them)\b/i;
/** "my son's teacher", "the old house". */
const PHRASE = /\b(?:my|our|the|his|her|their) ((?:[\p{L}\p{N}’'-]+ ?){1,3})/giu;
/** Behind the first word of a sentence a capital begins a name. */
const NAME = /(?<=[\p{L}\p{N},] )\p{Lu}[\p{L}’'-]+/gu;
/** Who belongs to somebody, and is not that one: the teacher of "The user's son's teacher is called …". */
const POSSESSED =
  /^(?:(?:the user['’]s|my|our) |(?!(?:the user|my|our)\b))[^'’]{1,60}['’]s (.{1,60}?) (?:is|was|are|were|has|had)\b/i;
/** Words of a phrase that do not say what it is of. */
const PLAIN: ReadonlySet<string> = new Set(
  termsOf('favorite favourite old older oldest new newest young younger youngest big little best last first next name'),
);

export function askedAbout(question: string, asked: ReadonlySet<string>): AskedAbout {
  const isUser = USER_ACTS.test(question) && !ASKS_WHO.test(question);
  const form = { isUser, isOfOthers: !FIRST_PERSON.test(question), isOfThem: THEY.test(question), asked };
  if (isUser) return { named: new Set(namesIn(question)), ...form };
  const phrases = [...question.matchAll(PHRASE)].flatMap(([, words = '']) => termsOf(words));
  const named = new Set([...namesIn(question), ...phrases].filter((term) => !PLAIN.has(term)));
  return { named, ...form };
}

/**
 * Whether this is about whom the question is about: what is known of the user says nothing of a son, what is known of a
 * son's teacher nothing of the son, and what is known of a sister nothing of the user.
 */
export function concerns(about: AskedAbout, { text, terms, subject }: Known): boolean {
  const { named, isUser, asked } = about;
  const isSought = (words: string): boolean => termsOf(words).some((term) => asked.has(term));
  const [, possessed] = POSSESSED.exec(text) ?? [];
  if (possessed !== undefined && !isSought(possessed)) return false;
  const isNamed = [...named].some((term) => terms.has(term));
  if (subject === undefined) return isUser || named.size === 0 || isNamed;
  if (subject === 'user') {
    if (isUser || named.size > 0) return isUser || isNamed;
    // Of "how old is leo" a half fits whoever has an age.
    return !about.isOfThem && (!about.isOfOthers || [...asked].every((term) => terms.has(term)));
  }
  const isAsked = isSought(subject.replace(/^user['’]s /, ''));
  return isUser ? isAsked || isNamed : named.size === 0 || isNamed;
}

function namesIn(question: string): readonly string[] {
  return [...question.matchAll(NAME)].flatMap(([name]) => termsOf(name));
}
