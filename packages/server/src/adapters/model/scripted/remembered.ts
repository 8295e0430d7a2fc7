import { z } from 'zod';
import type { Contribution } from '../../../ports/model.ts';
import { termsOf } from '../../../retrieval/text/terms.ts';
import { askedAbout, concerns } from './asked-about.ts';
import { noLonger } from './no-longer.ts';
import { toSecondPerson } from './second-person.ts';

/** What a memory contributes about one thing that it knows. */
const recalledFacts = z.object({
  kind: z.literal('recalled'),
  section: z.enum(['memory', 'message']),
  text: z.string(),
  /** Who said it: `user`, `assistant` or a name; and when, milliseconds since the epoch. */
  speaker: z.string().optional(),
  time: z.number().optional(),
  status: z.string().optional(),
  /** The day since which it is over. */
  until: z.string().optional(),
  /** What a memory is about; `user` for the user. */
  subject: z.string().optional(),
});

/** One sentence that may answer. */
interface Statement {
  readonly id: string;
  readonly text: string;
  readonly isMemory: boolean;
  readonly isFormer: boolean;
  readonly until: string | undefined;
  readonly subject: string | undefined;
  readonly speaker: string;
  readonly time: number;
  readonly terms: ReadonlySet<string>;
}

/** Words that ask for a memory and do not say which. */
const FORM: ReadonlySet<string> = new Set(
  termsOf(
    'remember recall remind tell told know said say mention mentioned think thought please still ever name called',
  ),
);
const QUESTION =
  /\?\s*$|^(?:what|where|when|who|whose|which|how|why|do|did|does|am|is|are|was|were|have|has|can|remind|tell)\b/i;
const ABOUT_ONESELF = /\b(?:my|mine|i|me|we|our|us)\b/i;
/** How a sentence begins that its speaker says of themselves. */
const OF_ONESELF = /^I\b/;
const EVERYTHING =
  /\bwhat (?:do|can) you (?:know|remember|recall|have)\b|\bdo you (?:know|remember) (?:me|anything)\b/i;
const PAST = /\b(?:used to|before|previous|previously|former|formerly|earlier|last time|originally|back then)\b/i;
const NAME_ASKED = /\b(?:my name|who am i|call me)\b/i;
const NAME_OF_USER =
  /^the user(?:'s (?:\w+ )?name is\b| (?:is|wants to be|prefers to be|likes to be|asked to be) called\b| goes by\b)/i;
/** Less than this share of the question's words is about something else. */
const ENOUGH = 0.5;
const MOST = 3;
const MOST_OF_ALL = 6;
const LONGEST = 300;

/**
 * An answer from what is remembered of the user: what a memory knows, said to its user, or a sentence that was said
 * before, each with when it was told and the id of its source. Undefined where nothing that is remembered fits.
 */
export function rememberedReply(message: string, contributions: readonly Contribution[]): string | undefined {
  if (!QUESTION.test(message)) return undefined;
  const wantsPast = PAST.test(message);
  const statements = contributions.flatMap((contribution) => statementsOf(contribution, wantsPast));
  if (statements.length === 0) return undefined;
  if (EVERYTHING.test(message)) return everything(statements);
  const asked = new Set(termsOf(message).filter((term) => !FORM.has(term)));
  if (asked.size === 0 && NAME_ASKED.test(message)) return told(nameOf(statements));
  const about = askedAbout(message, asked);
  const concerning = statements.filter((statement) => concerns(about, statement));
  const former = concerning.filter(({ isFormer }) => isFormer);
  const found = best(former, asked);
  return told(found.length > 0 ? found : best(concerning, asked));
}

function told(found: readonly Statement[]): string | undefined {
  return found.length === 0 ? undefined : found.map(tell).join(' ');
}

/** Said where a user asks about himself and nothing is known; undefined where no memory takes part. */
export function notRememberedReply(message: string, contributions: readonly Contribution[]): string | undefined {
  const remembers = contributions.some(({ capability }) => capability === 'memory');
  return remembers && QUESTION.test(message) && ABOUT_ONESELF.test(message)
    ? 'I do not remember anything about that. Tell me, and I will.'
    : undefined;
}

function statementsOf({ id, data }: Contribution, wantsPast: boolean): readonly Statement[] {
  const facts = recalledFacts.safeParse(data).data;
  if (facts === undefined) return [];
  const { section, text, speaker = 'user', time = 0, status = 'current', until, subject } = facts;
  const isFormer = status !== 'current';
  if (isFormer && !wantsPast) return [];
  const isMemory = section === 'memory';
  const isOwn = !isMemory && speaker === 'user';
  const common = { id, isMemory, isFormer, until, speaker, time };
  // Who says "I live in Porto" is not named in it.
  const named = isMemory || speaker === 'user' || speaker === 'assistant' ? '' : speaker;
  return sentencesOf(text)
    .filter((sentence) => !sentence.endsWith('?'))
    .map((sentence) => ({
      ...common,
      text: sentence,
      subject: isOwn && OF_ONESELF.test(sentence) ? 'user' : subject,
      terms: new Set(termsOf(`${named} ${sentence}`)),
    }));
}

/** Those that have most of the question's words: memories before sentences, what users said before answers, then the later. */
function best(statements: readonly Statement[], asked: ReadonlySet<string>): readonly Statement[] {
  if (asked.size === 0) return [];
  const shared = ({ terms }: Statement): number => [...asked].filter((term) => terms.has(term)).length;
  const most = Math.max(...statements.map(shared));
  if (most < asked.size * ENOUGH || most === 0) return [];
  const fitting = statements.filter((statement) => shared(statement) === most);
  const memories = fitting.filter(({ isMemory }) => isMemory);
  if (memories.length > 0) return memories.slice(0, MOST);
  return fitting.toSorted((one, other) => rank(other) - rank(one) || other.time - one.time).slice(0, 1);
}

function rank({ speaker }: Statement): number {
  return speaker === 'assistant' ? 0 : 1;
}

function nameOf(statements: readonly Statement[]): readonly Statement[] {
  return statements.filter(({ text, isMemory }) => isMemory && NAME_OF_USER.test(text)).slice(0, 1);
}

function everything(statements: readonly Statement[]): string | undefined {
  const memories = statements.filter(({ isMemory }) => isMemory).slice(0, MOST_OF_ALL);
  if (memories.length === 0) return undefined;
  return `This is what I remember:\n${memories.map((memory) => `- ${tell(memory)}`).join('\n')}`;
}

function tell({ id, text, isMemory, isFormer, until, speaker, time }: Statement): string {
  const on = time === 0 ? '' : ` on ${day(time)}`;
  if (isMemory && isFormer) {
    return `${noLonger(toSecondPerson(text), until === undefined ? '' : day(Date.parse(until)))}. [${id}]`;
  }
  if (isMemory) {
    const said = toSecondPerson(text).replace(/[.!]$/, '');
    return time === 0 ? `${said}. [${id}]` : `${said} (you told me${on}). [${id}]`;
  }
  const who = speaker === 'user' ? 'You told me' : speaker === 'assistant' ? 'I said' : `${speaker} said`;
  return `${who}${on}: “${text}” [${id}]`;
}

/** A title or an initial ends none: "Mrs. Alves", "J. Alves". */
const END_OF_SENTENCE = /(?<!\b(?:Mrs?|Ms|Dr|Prof|St|\p{Lu}))([.!?])\s+/gu;

function sentencesOf(text: string): readonly string[] {
  const sentences = text
    .replace(END_OF_SENTENCE, '$1\n')
    .split(/\n+/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim());
  return sentences.filter((sentence) => sentence !== '' && sentence.length <= LONGEST);
}

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

function day(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}
