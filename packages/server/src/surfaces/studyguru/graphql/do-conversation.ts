import type { TerminalEvent } from '@parlance/wire';
import { ParlanceError } from '../../../engine/errors.ts';
import { toFailure } from '../../../http/failure.ts';
import { acceptConversation } from '../conversation.ts';
import { parseConversationRequest } from '../conversation-request.ts';
import { findInteraction } from '../interactions.ts';
import { interactionOf } from './queries.ts';
import type { RequestContext } from './types.ts';

export interface DoConversationArguments {
  readonly input: {
    readonly interactionId?: string | null;
    readonly message?: string | null;
    readonly mediaFiles?: readonly { readonly id: string; readonly url?: string | null }[] | null;
    readonly maxTokens?: number | null;
    readonly idempotencyKey?: string | null;
  };
}

/**
 * The stream's question, answered when the answer is whole: same engine, same ledger, same keys. What is refused or fails
 * is a result without `success`, in one sentence; what went wrong inside is an error of GraphQL.
 */
export async function doConversation({ input }: DoConversationArguments, context: RequestContext): Promise<object> {
  try {
    return await converse(input, context);
  } catch (error) {
    const { code, detail } = toFailure(error, context.request.id);
    if (code === 'internal') throw error;
    const named = error instanceof ParlanceError && error.field !== undefined ? `${error.field}: ${detail}` : detail;
    return { success: false, message: named };
  }
}

async function converse(input: DoConversationArguments['input'], context: RequestContext): Promise<object> {
  const { services, request, reply } = context;
  const { owner } = request.identity;
  const asked = parseConversationRequest({
    message: input.message,
    interaction_id: input.interactionId,
    media_files: input.mediaFiles,
    max_tokens: input.maxTokens,
  });
  const key = input.idempotencyKey ?? undefined;
  const { turn } = await acceptConversation(services, request, reply, asked, key);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const terminal = await services.engine.terminal(turn.id, gone.signal);
  const { usage, createdAt } = await services.engine.turn(owner, turn.id);
  const interaction = await findInteraction(services.engine, owner, turn.conversation);
  return {
    success: terminal.type === 'turn.completed',
    message: sentenceOf(terminal),
    interactionId: interaction.id,
    // The interaction was made for this turn.
    isNewInteraction: asked.interactionId === null && interaction.createdAt <= createdAt,
    interaction: interactionOf(context, interaction),
    aiResponse: terminal.type === 'turn.completed' ? terminal.text : terminal.partial,
    tokensUsed: usage === null ? 0 : usage.input + usage.output,
    pointsCost: usage?.points ?? 0,
  };
}

function sentenceOf(terminal: TerminalEvent): string {
  switch (terminal.type) {
    case 'turn.completed':
      return 'The answer is complete.';
    case 'turn.cancelled':
      return 'The answer was stopped.';
    case 'turn.failed':
      return terminal.message;
  }
}
