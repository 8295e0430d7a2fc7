import type { TurnEvent } from '@parlance/wire';
import type { ConversationRecord, TurnRecord } from '../ports/records.ts';
import type { AcceptRequest } from './engine.ts';
import type { EngineContext } from './engine-context.ts';

export function newConversation(context: EngineContext, request: AcceptRequest): ConversationRecord {
  const now = context.clock.now();
  return {
    id: context.ids.next(),
    owner: request.owner,
    assistant: request.assistant,
    mount: request.mount,
    externalKey: request.conversation.kind === 'key' ? request.conversation.key : null,
    title: null,
    createdAt: now,
    updatedAt: now,
    head: null,
  };
}

export function newTurn(context: EngineContext, request: AcceptRequest, conversation: ConversationRecord): TurnRecord {
  return {
    id: context.ids.next(),
    conversation: conversation.id,
    owner: request.owner,
    assistant: conversation.assistant,
    mount: request.mount,
    operation: request.operation,
    userMessage: context.ids.next(),
    assistantMessage: context.ids.next(),
    status: 'running',
    node: context.node,
    epoch: 1,
    attempts: 1,
    calls: [],
    model: context.models.nameFor(conversation.assistant, request.model),
    maxTokens: request.maxTokens ?? context.limits.maxTokens,
    timeLimitMs: request.timeLimitMs ?? context.limits.timeLimitMs,
    correlationId: request.correlationId,
    cancelRequestedBy: null,
    options: request.options ?? {},
    usage: null,
    reserved: null,
    createdAt: context.clock.now(),
    endedAt: null,
  };
}

export function startedEvent(turn: TurnRecord, isNewConversation: boolean, at: number): TurnEvent {
  const { id, conversation, owner, userMessage, assistantMessage, model, correlationId, mount } = turn;
  return {
    turn: id,
    seq: 0,
    at,
    type: 'turn.started',
    conversation,
    isNewConversation,
    owner,
    userMessage,
    assistantMessage,
    model,
    correlationId,
    mount,
  };
}
