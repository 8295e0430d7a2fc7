import { attributeNamed, sentenceOf } from '../facts/attributes.ts';
import { eventTime } from '../facts/event-time.ts';
import type { Operation, ReadMessage } from '../facts/operation.ts';
import { clausesOf, type Clause } from './clauses.ts';
import { PATTERNS } from './patterns.ts';
import { fact, KIN, type Said } from './said.ts';
import { isSmallTalk } from './small-talk.ts';
import { valueIn } from './value.ts';

const MOST_OF_MESSAGE = 8;
/** "It's …" names the new value of what was spoken of last. */
const CORRECTION =
  /^(?:it ?(?:’s|is)|that ?(?:’s|is)|make (?:it|that)|it should be|it was) (?:now |actually |not .{1,60}?,? but )?(?<v>.{1,200})$/iu;

/** What is wrong is what was spoken of last, if it is called so. */
const WRONG =
  /^(?:that|the|this) (?:\p{L}{1,20} ){0,2}(?<n>\p{L}{2,20}) (?:is|was) (?:wrong|not right|incorrect|outdated|old),? (?:it ?(?:’s|is)|it should be|make it|the (?:right|correct|new) one is) (?<v>.{1,200})$/iu;
const MOST_MEANT_WORDS = 4;
const OF_USER = "user's ";
const PRONOUN = /^(?:she|he) (?=\p{L})/iu;
/** Meant instead of something on offer, not of what the user is or has. */
const OF_OFFERS = /\b(?:ones?|option|question|answer|version|part|line)\b/iu;
/** Speakers of a talk that was brought in who are no people. */
const MACHINES = /^(?:assistant|ai|bot|chatbot|system|developer|tool|function|model)$/iu;
/** "My sister Meera works at …": the name is a word with a capital letter, and a verb follows. */
const NAMED_KIN = new RegExp(
  `^[Mm]y (?<t>${KIN}),? (?<n>\\p{Lu}[\\p{L}’-]{1,20}),? (?<rest>(?:is|are|was|has|just|now|also|turned|turns|works?|lives?|moved|likes?|loves?|enjoys?|hates?|dislikes?|speaks?|plays?|studies|died|passed) .{1,200})$`,
  'u',
);

/**
 * What the last of these messages say by the rules alone. The ones before are read only to know what "actually, it's …"
 * means. An answer of the assistant's says nothing of the user.
 */
export function readByRules(
  messages: readonly ReadMessage[],
  before: readonly ReadMessage[] = [],
): readonly Operation[] {
  let last: Said | null = null;
  let spoken: Said | null = null;
  const hear = (message: ReadMessage): readonly Found[] => {
    const said = saidIn(message, { last, spoken });
    if (!MACHINES.test(message.speaker)) spoken = said.findLast(({ said: { ends } }) => ends !== true)?.said ?? null;
    return said;
  };
  for (const message of before) last = hear(message).at(-1)?.said ?? last;
  return messages.flatMap((message) => {
    const said = hear(message);
    last = said.findLast(({ said: { ends } }) => ends !== true)?.said ?? last;
    return said.slice(0, MOST_OF_MESSAGE).flatMap(({ said: one, clause }) => operationOf(one, clause, message) ?? []);
  });
}

interface Found {
  readonly said: Said;
  readonly clause: Clause;
}

/** What a correction may be about. */
interface Before {
  /** Said last, however long ago. */
  readonly last: Said | null;
  /** Said last in the message just before. */
  readonly spoken: Said | null;
}

const NOTHING: Before = { last: null, spoken: null };

function saidIn(message: ReadMessage, before: Before): readonly Found[] {
  // Who has another name was brought in from elsewhere, and is a person on either side of the talk.
  if (MACHINES.test(message.speaker)) return [];
  const found: Found[] = [];
  for (const clause of clausesOf(message.text)) {
    const last = found.at(-1)?.said ?? null;
    const known = last === null ? before : { last, spoken: last };
    for (const said of saidBy(last === null ? clause : ofPronoun(clause, last), known)) {
      if (said.ends === true || said.value !== '') found.push({ said, clause });
    }
  }
  return found;
}

function saidBy(clause: Clause, { last, spoken }: Before): readonly Said[] {
  const corrected = last === null ? null : correctedBy(clause, last);
  if (corrected !== null && last !== null) return [setRight(last, corrected)];
  const named = NAMED_KIN.exec(clause.text)?.groups;
  if (named !== undefined) return ofNamed(named, clause);
  const said = byPatterns(clause.text);
  const meant = said === null && spoken !== null ? meantBy(clause) : null;
  if (meant !== null && spoken !== null) return [setRight(spoken, meant)];
  const worth = (said ?? []).filter(({ ends, attribute, value }) => ends === true || !isSmallTalk(attribute, value));
  return worth.length === 0 && clause.wished ? [noteOf(clause.text)] : worth;
}

/** In one message "she" is whoever was spoken of last. */
function ofPronoun(clause: Clause, { subject }: Said): Clause {
  if (!subject.startsWith(OF_USER)) return clause;
  return { ...clause, text: clause.text.replace(PRONOUN, () => `my ${subject.slice(OF_USER.length)} `) };
}

/** What the first pattern that fits makes of a statement; null where none fits. */
function byPatterns(text: string): readonly Said[] | null {
  for (const { form, says } of PATTERNS) {
    const match = form.exec(text);
    const said = match === null ? null : says(clean(match.groups ?? {}));
    if (said !== null) return 'subject' in said ? [said] : said;
  }
  return null;
}

/** The new value where a clause corrects what was said before. */
function correctedBy({ text, corrects }: Clause, { subject, attribute }: Said): string | null {
  const { n: thing = '', v: right } = WRONG.exec(text)?.groups ?? {};
  const names = `${attribute.replaceAll('_', ' ')} ${sentenceOf(subject, attribute, '')}`.split(/[ .]/u);
  const wrong = names.includes(thing.toLowerCase()) ? right : undefined;
  const value = (corrects ? CORRECTION.exec(text) : null)?.groups?.['v'] ?? wrong;
  return value === undefined ? null : valueIn(value);
}

/** The few words of "I meant …". */
function meantBy({ text, meant }: Clause): string | null {
  const isValue = meant && text.split(' ').length <= MOST_MEANT_WORDS && !OF_OFFERS.test(text);
  return isValue ? valueIn(text) : null;
}

function ofNamed(
  { t: kin = '', n: name = '', rest = '' }: Readonly<Record<string, string>>,
  clause: Clause,
): readonly Said[] {
  const called = fact('name', name, { subject: `user's ${kin.toLowerCase()}`, single: true });
  return [called, ...saidBy({ ...clause, text: `my ${kin} ${rest}`, wished: false }, NOTHING)];
}

/** The same thing said anew; a text that names the old value would be wrong. */
function setRight({ type, subject, attribute, single, importance }: Said, value: string): Said {
  return { type, subject, attribute, value, single, importance };
}

/** The groups that patterns name a value by. */
const VALUES = new Set(['v', 'w']);

/** Values without what hangs on them. What is no value is '', which no pattern takes. */
function clean(groups: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value = '']) => [name, VALUES.has(name) ? (valueIn(value) ?? '') : value]),
  );
}

const SOMETHING_IS = /^(?:the|our) (?<t>[\p{L}][\p{L}\p{N}’ -]{1,40}?) (?:is|are) (?:now )?(?<v>.{1,100})$/iu;

/** What the user wished to be remembered counts, whatever its form. */
function noteOf(value: string): Said {
  const { t: thing = '', v: is = '' } = SOMETHING_IS.exec(value)?.groups ?? {};
  const attribute = attributeNamed(thing);
  if (thing !== '') {
    return {
      type: 'fact',
      subject: 'user',
      attribute,
      value: is,
      single: true,
      importance: 4,
      text: `${capital(value)}.`,
    };
  }
  return {
    type: 'fact',
    subject: 'user',
    attribute: 'noted',
    value,
    single: false,
    importance: 4,
    text: `${capital(value)}.`,
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function operationOf(said: Said, clause: Clause, { id, at, speaker }: ReadMessage): Operation | null {
  const eventAt = eventTime(clause.text, at);
  const { type, attribute, value, single } = eventAt === null ? said : dated(said);
  const subject = subjectOf(said.subject, speaker);
  const sources = [id];
  if (said.ends === true) return { kind: 'end', subject, attribute, value: value === '' ? null : value, sources };
  if ((type === 'task' || type === 'event') && eventAt === null && !clause.wished && said.isWish !== true) return null;
  const text = ofSpeaker(said.text, speaker) ?? sentenceOf(subject, attribute, value);
  const importance = clause.wished ? Math.max(4, said.importance) : said.importance;
  return { kind: 'add', type, subject, attribute, value, text, importance, eventAt, single, sources, supersedes: [] };
}

/** What one has on a day, such as a recital, is ahead of one. */
function dated(said: Said): Said {
  if (!said.attribute.startsWith('has_') || said.ends === true) return said;
  return { ...said, type: 'task', attribute: 'plans', single: false };
}

function ofSpeaker(text: string | undefined, speaker: string): string | undefined {
  return speaker === 'user' ? text : text?.replace(/^The user\b/, speaker);
}

/** People of an imported talk speak of themselves by their names. */
function subjectOf(subject: string, speaker: string): string {
  return speaker === 'user' ? subject : subject.replace(/^user\b/, speaker.toLowerCase());
}
