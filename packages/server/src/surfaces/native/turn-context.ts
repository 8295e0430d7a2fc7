import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { messageText } from '../../http/message-text.ts';
import type { Services } from '../../http/services.ts';
import { failures, type NativeApp } from './native-app.ts';
import { idParameter } from './schemas.ts';

const source = z.object({
  message: z.string(),
  conversation: z.string(),
  time: z.iso.datetime(),
  speaker: z.string(),
});

const block = z.object({
  id: z.string().describe('By which the answer may cite it, where it was recalled.'),
  kind: z
    .enum(['system', 'summary', 'memory', 'relation', 'message', 'document', 'recent', 'question'])
    .describe('What it is; `message` is an earlier one that fits the question, `recent` one of the newest.'),
  role: z.enum(['system', 'user', 'assistant']).describe('As what it was sent.'),
  text: z.string().describe('Word for word as the model was shown it.'),
  tokens: z.number().describe('Estimated.'),
  ref: z.string().optional().describe('Id of the memory, message or conversation that it was made from.'),
  score: z.number().optional().describe('How well it fits; compares blocks of one kind. 0: shown whatever was asked.'),
  cut: z.boolean().optional().describe('Whether only the beginning is shown.'),
  sources: z.array(source).optional().describe('Where it was said.'),
});

const contextResource = z.object({
  turn: z.string(),
  conversation: z.string(),
  at: z.iso.datetime(),
  tokens: z.number(),
  budget: z
    .array(z.object({ section: z.string(), share: z.number(), available: z.number(), used: z.number() }))
    .describe('In order: what a section leaves of what is available to it goes to the next.'),
  blocks: z.array(block).describe('In the order in which they were sent.'),
});

/** As `keptContext` keeps them. */
const keptBlock = block.omit({ text: true, sources: true }).extend({
  text: z.string().optional(),
  message: z.string().optional(),
  sources: z.array(source.extend({ time: z.number() })).optional(),
});

const kept = z.object({
  tokens: z.number(),
  budget: contextResource.shape.budget,
  blocks: z.array(keptBlock),
});

/** Messages of one context at most; the newest of a branch are what is shown. */
const MOST_MESSAGES = 64;

/** What the model was shown in a turn. Source: RETRIEVAL.md §4. */
export function turnContextRoute(app: NativeApp, { engine, contexts }: Services): void {
  const schema = {
    summary: 'Why a turn was answered so: what the model was shown',
    description:
      'Kept with the end of the turn, for the newest turns of assistants that remember; gone with every conversation and memory that it was made from.',
    params: idParameter,
    response: { 200: contextResource, ...failures },
  };
  app.get('/turns/:id/context', { schema }, async (request) => {
    const { owner } = request.identity;
    const turn = await engine.turn(owner, request.params.id);
    const record = await contexts.context(owner, turn.id);
    if (record === null) throw new ParlanceError('not_found', 'No context is kept of this turn.');
    const { tokens, budget, blocks } = kept.parse(record.data);
    const branch = await engine.messages(owner, turn.conversation, MOST_MESSAGES, turn.userMessage);
    const said = new Map(branch.map((message) => [message.id, messageText(message)]));
    const at = new Date(record.at).toISOString();
    return { turn: turn.id, conversation: turn.conversation, at, tokens, budget, blocks: blocks.map(toBlock(said)) };
  });
}

/** A message of the conversation is kept by its id alone: it stays as it is as long as the turn does. */
function toBlock(said: ReadonlyMap<string, string>) {
  return ({ message, text, sources, ...rest }: z.output<typeof keptBlock>): z.output<typeof block> => ({
    ...rest,
    ...(message === undefined ? {} : { ref: message }),
    text: text ?? said.get(message ?? '') ?? '',
    ...(sources === undefined
      ? {}
      : { sources: sources.map(({ time, ...each }) => ({ ...each, time: new Date(time).toISOString() })) }),
  });
}
