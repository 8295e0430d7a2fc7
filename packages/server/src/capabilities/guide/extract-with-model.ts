import type { JsonObject } from '@parlance/wire';
import { z } from 'zod';
import type { AskBeside } from '../../engine/capability.ts';
import type { ModelMessage } from '../../ports/model.ts';
import type { GuideDefinition } from './definition.ts';
import type { Heard } from './next-state.ts';
import type { SlotChanges } from './slot-changes.ts';
import type { GuideState } from './state.ts';

/** Bounds of the question, in characters: it costs the same in a conversation of any length. */
const MOST_OF_MESSAGE = 2_000;
const MOST_OF_ANSWER = 600;
const MAX_TOKENS = 400;
const LONGEST_ENTRY = 60;
const MOST_ENTRIES = 20;

export interface Listening {
  readonly guide: GuideDefinition;
  /** With what the rules found in the message already. */
  readonly known: GuideState;
  readonly message: string;
  /** What the user answers to; '' at the beginning. */
  readonly previousAnswer: string;
}

/**
 * Lets the model hear what the rules cannot: other languages, hints, corrections. One small question with a bounded
 * input; the answer is checked before it counts. Rejects where the model fails or answers something else.
 */
export async function extractWithModel(listening: Listening, ask: AskBeside, signal: AbortSignal): Promise<Heard> {
  const { guide } = listening;
  const text = await ask(
    {
      purpose: 'guide',
      messages: messagesOf(listening),
      maxTokens: MAX_TOKENS,
      output: { name: 'heard', schema: jsonSchema(guide) },
    },
    signal,
  );
  return heardIn(guide, text);
}

const entries = z.array(z.string().trim()).max(MOST_ENTRIES);
const answer = z.object({
  add: z.record(z.string(), entries).default({}),
  remove: z.record(z.string(), entries).default({}),
  says: z.array(z.string()).default([]),
});

/** What the model's answer says; throws where it is not what was asked for. */
function heardIn(guide: GuideDefinition, text: string): Heard {
  // Models like to wrap JSON in a fence or a sentence.
  const json: unknown = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  const { add, remove, says } = answer.parse(json);
  const changes: SlotChanges = Object.fromEntries(
    guide.slots.map(({ name }) => [name, { add: usable(add[name]), remove: usable(remove[name]) }]),
  );
  const known = new Set(guide.intents.map(({ name }) => name));
  return { changes: [changes], intents: new Set(says.filter((name) => known.has(name))) };
}

function usable(names: readonly string[] = []): readonly string[] {
  return names.filter((name) => name !== '' && name.length <= LONGEST_ENTRY && !name.includes('\n'));
}

function messagesOf({ guide, known, message, previousAnswer }: Listening): readonly ModelMessage[] {
  const slots = guide.slots.map(({ name, description }) => `- ${name}: ${description}`);
  const intents = guide.intents.map(({ name, description }) => `- ${name}: ${description}`);
  const instruction = [
    'You read one message of a user and report what the user says of themselves in it. You do not answer the user.',
    'Report in "add" what the message adds to a slot and in "remove" what the user no longer wants there, or what stands ' +
      'there by mistake. Use short names in the words of the user, each once. Leave out what is only asked, supposed, or ' +
      'said of others, and what is known already. Report in "says" the intents that the message has. Most messages add nothing.',
    `Slots:\n${slots.join('\n')}`,
    intents.length === 0 ? '' : `Intents:\n${intents.join('\n')}`,
    'Answer with JSON only: {"add": {<slot>: [names]}, "remove": {<slot>: [names]}, "says": [intents]}.',
  ];
  const facts = {
    known: known.slots,
    before: previousAnswer.slice(-MOST_OF_ANSWER),
    message: message.slice(0, MOST_OF_MESSAGE),
  };
  return [
    { role: 'system', parts: [{ kind: 'text', text: instruction.filter((line) => line !== '').join('\n\n') }] },
    { role: 'user', parts: [{ kind: 'text', text: JSON.stringify(facts) }] },
  ];
}

function jsonSchema({ slots, intents }: GuideDefinition): JsonObject {
  const names = { type: 'array', items: { type: 'string' } };
  const bySlot = object(Object.fromEntries(slots.map(({ name }) => [name, names])));
  const intentNames = intents.map(({ name }) => name);
  const says = intentNames.length === 0 ? names : { type: 'array', items: { type: 'string', enum: intentNames } };
  return object({ add: bySlot, remove: bySlot, says });
}

function object(properties: JsonObject): JsonObject {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
