import type { ModelMessage, ModelRequest } from '../../../ports/model.ts';
import { arithmeticIn, numberText } from './arithmetic.ts';
import { documentedReply } from './documented.ts';
import { extractAnswer } from './extract.ts';
import { guidedReply } from './guided.ts';
import { notRememberedReply, rememberedReply } from './remembered.ts';

const NO_PROVIDER =
  'No model provider is configured, so this is the built-in scripted model. ' +
  'Set OPENAI_API_KEY, ANTHROPIC_API_KEY or OPENAI_BASE_URL and restart to talk to a real one.';

const LONGEST_COUNT = 10_000;
const LONGEST_QUOTE = 200;

/** One kind of message that can be answered without a model; undefined where the message is of another kind. */
type Rule = (message: string, request: ModelRequest) => string | undefined;

/** Kinds of contributions that are not quoted. */
const NO_MATERIAL: readonly unknown[] = ['instructions', 'recalled'];

/** Tried in order; the first that has an answer gives it. */
const RULES: readonly Rule[] = [
  repeated,
  counted,
  calculated,
  guided,
  documented,
  remembered,
  extracted,
  recalled,
  greeted,
  thanked,
  introduced,
  notRemembered,
];

/** The whole answer to a request, the same for the same request. */
export function scriptedReply(request: ModelRequest): string {
  const message = lastUserText(request.messages).trim();
  for (const rule of RULES) {
    const reply = rule(message, request);
    if (reply !== undefined) return reply;
  }
  return message === '' ? `I received no text. ${NO_PROVIDER}` : `You wrote: “${quote(message)}”. ${NO_PROVIDER}`;
}

function repeated(message: string): string | undefined {
  const text = /^(?:please )?(?:repeat(?: after me)?|echo|say)\s*:\s*([\s\S]+)$/i.exec(message)?.[1]?.trim();
  return text === undefined || text === '' ? undefined : text;
}

function counted(message: string): string | undefined {
  const match = /\bcount (?:from (\d{1,9}) )?(?:up )?to (\d{1,9})\b/i.exec(message);
  if (match === null) return undefined;
  const from = Number(match[1] ?? 1);
  const to = Math.min(Number(match[2]), from + LONGEST_COUNT - 1);
  if (to < from) return undefined;
  return `${Array.from({ length: to - from + 1 }, (_, index) => from + index).join(', ')}.`;
}

function calculated(message: string): string | undefined {
  const value = arithmeticIn(message);
  return value === undefined ? undefined : `The answer is ${numberText(value)}`;
}

/** Goes on with a guide, and says at its beginning what speaks. */
function guided(message: string, { contributions, messages }: ModelRequest): string | undefined {
  const reply = guidedReply(message, contributions);
  const isFirst = !messages.some(({ role }) => role === 'assistant');
  return reply === undefined || !isFirst ? reply : `${reply}\n\n${NO_PROVIDER}`;
}

function documented(message: string, { contributions }: ModelRequest): string | undefined {
  return documentedReply(message, contributions);
}

function extracted(message: string, { contributions }: ModelRequest): string | undefined {
  // What a model is told to be is no material to quote; what is remembered has its own way to be told.
  const material = contributions.filter(({ data }) => !NO_MATERIAL.includes(data?.['kind']));
  return extractAnswer(message, material);
}

function remembered(message: string, { contributions }: ModelRequest): string | undefined {
  return rememberedReply(message, contributions);
}

function notRemembered(message: string, { contributions }: ModelRequest): string | undefined {
  return notRememberedReply(message, contributions);
}

/** Answers from the conversation itself, so that one can see that it is remembered. */
function recalled(message: string, { messages }: ModelRequest): string | undefined {
  const earlier = messages
    .filter(({ role }) => role === 'user')
    .slice(0, -1)
    .map(textOf);
  if (/\b(?:what(?:'s|’s| is) my name|who am i)\b/i.test(message)) {
    const name = earlier
      .map((text) => /\b(?:my name is|call me)\s+([\p{L}][\p{L}'’-]*)/iu.exec(text)?.[1])
      .findLast((found) => found !== undefined);
    return name === undefined ? undefined : `Your name is ${name}.`;
  }
  if (!/\bwhat did i (?:just )?(?:say|write|ask)|\bmy (?:last|previous) (?:message|question)\b/i.test(message)) {
    return undefined;
  }
  const last = earlier.at(-1);
  return last === undefined ? 'This is your first message here.' : `You wrote before: “${quote(last)}”`;
}

function greeted(message: string): string | undefined {
  const greeting = /^(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening|day))\b[^?]{0,40}$/i;
  return greeting.test(message) ? `Hello! I am here and I can hear you. ${NO_PROVIDER}` : undefined;
}

function thanked(message: string): string | undefined {
  return /^(?:thanks|thank you|thx|cheers)\b[^?]{0,40}$/i.test(message) ? 'You are welcome.' : undefined;
}

function introduced(message: string): string | undefined {
  if (!/\b(?:who|what) are you\b|\bwhat can you do\b|^help[.!?]*$/i.test(message)) return undefined;
  return (
    `${NO_PROVIDER} Until then I can quote what your documents and memories say, work out sums such as 2+2, ` +
    'count to a number, and repeat what you write after “say:”.'
  );
}

function lastUserText(messages: readonly ModelMessage[]): string {
  const last = messages.findLast(({ role }) => role === 'user');
  return last === undefined ? '' : textOf(last);
}

function textOf({ parts }: ModelMessage): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** The beginning of a text on one line, cut between code points. */
function quote(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length <= LONGEST_QUOTE
    ? characters.join('')
    : `${characters.slice(0, LONGEST_QUOTE).join('').trimEnd()}…`;
}
