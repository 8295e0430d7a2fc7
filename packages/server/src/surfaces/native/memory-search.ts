import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { checkAssistant, recallFor, scopeOfAssistant, withinBudget } from '../../http/recall.ts';
import type { Services } from '../../http/services.ts';
import type { RecallHit, RecallScope } from '../../ports/message-index.ts';
import { failures, type NativeApp } from './native-app.ts';
import { parseTime } from './parse-time.ts';
import { id } from './schemas.ts';

const K_DEFAULT = 10;
const K_MAX = 100;
const LONGEST_QUERY = 10_000;
const MOST_TOKENS = 1_000_000;
const kind = z.enum(['message', 'memory', 'relation']);

const searchBody = z.object({
  conversation: id
    .optional()
    .describe('Look in this conversation; or in all of your conversations with an `assistant`.'),
  assistant: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}(?:\/[A-Za-z0-9_-]{1,128})?$/, 'Must be the name of an assistant')
    .optional()
    .describe('Such as `staff`, or `staff/maya` for what one member of the staff may recall.'),
  query: z
    .string()
    .max(LONGEST_QUERY)
    .regex(/\S/, 'Must not be blank')
    .describe('A question in plain words, or words to look for.'),
  k: z.number().int().min(1).max(K_MAX).default(K_DEFAULT).describe('How many results at most.'),
  kinds: z.array(kind).min(1).max(3).optional().describe('Default: all. Messages take the first places.'),
  now: z
    .union([z.string(), z.number()])
    .optional()
    .describe('What "last week" in the question is counted from; default: now.'),
  budget_tokens: z
    .number()
    .int()
    .min(1)
    .max(MOST_TOKENS)
    .optional()
    .describe('Results end before the one whose text would go beyond so many tokens, estimated.'),
});

const result = z.object({
  kind,
  text: z.string(),
  score: z.number().describe('Compares results of one kind in one answer and nothing else.'),
  sources: z
    .array(
      z.object({
        message: z.string(),
        external_id: z.string().optional().describe('Its `id` in the import that it came with.'),
        conversation: z.string(),
        time: z.iso.datetime(),
        speaker: z.string(),
      }),
    )
    .describe('Where it was said; of a message, itself.'),
});

/** What was said and what is remembered, found by a question. Source: CONTRACT.md §4. */
export function memorySearchRoute(
  app: NativeApp,
  services: Pick<Services, 'messageIndex' | 'assistants' | 'staff' | 'clock'>,
): void {
  const { messageIndex, clock } = services;
  const schema = {
    summary: 'Find what was said, by a question',
    description: 'Looks in your own conversations only. Best first.',
    body: searchBody,
    response: { 200: z.object({ results: z.array(result) }), ...failures },
  };
  app.post('/memories/search', { schema }, async (request) => {
    const { query: text, k, kinds, budget_tokens: budget = Infinity } = request.body;
    const { owner } = request.identity;
    const scope = await scopeOf(request.body, owner, services);
    const now = nowOf(request.body.now, clock.now());
    const chosen = kinds === undefined ? {} : { kinds };
    const hits = await recallFor(messageIndex, { owner, scope, text, k, now, ...chosen });
    return { results: withinBudget(hits, budget).map(toResult) };
  });
}

async function scopeOf(
  { conversation, assistant }: z.output<typeof searchBody>,
  owner: string,
  services: Pick<Services, 'assistants' | 'staff'>,
): Promise<RecallScope> {
  if (conversation !== undefined && assistant === undefined) {
    return { kind: 'conversations', conversations: [conversation] };
  }
  if (assistant === undefined || conversation !== undefined) {
    throw new ParlanceError('validation', 'Name a conversation or an assistant, one of them', {
      field: 'body.conversation',
    });
  }
  await checkAssistant(services, owner, assistant);
  return scopeOfAssistant(assistant);
}

function nowOf(given: string | number | undefined, clock: number): number {
  if (given === undefined) return clock;
  const time = parseTime(given);
  if (time !== null) return time;
  throw new ParlanceError('validation', 'Must be an ISO 8601 time, or milliseconds since the epoch', {
    field: 'body.now',
  });
}

function toResult({ kind: of, text, score, sources }: RecallHit): z.output<typeof result> {
  return {
    kind: of,
    text,
    score,
    sources: sources.map(({ message, externalId, conversation, time, speaker }) => ({
      message,
      ...(externalId === null ? {} : { external_id: externalId }),
      conversation,
      time: new Date(time).toISOString(),
      speaker,
    })),
  };
}
