import { unreachable, type JsonObject, type StateChange, type TurnEvent } from '@parlance/wire';
import type { ToolCall, TurnState } from './turn-state.ts';

/** A turn's state with what folding it needs besides: which parts are reasoning. */
export interface TurnFold {
  readonly state: TurnState;
  readonly reasoningParts: readonly number[];
}

/** One step of the fold: pure, so that the same events give the same state in every tab and after every reload. */
export function foldTurn(fold: TurnFold, event: TurnEvent): TurnFold {
  const { seq } = event;
  if (event.type === 'part.started') {
    const reasoningParts = event.kind === 'reasoning' ? [...fold.reasoningParts, event.part] : fold.reasoningParts;
    return { state: { ...fold.state, seq }, reasoningParts };
  }
  const changes = changesBy(fold, event);
  return { ...fold, state: { ...fold.state, ...changes, seq } };
}

function changesBy(
  { state, reasoningParts }: TurnFold,
  event: Exclude<TurnEvent, { type: 'part.started' }>,
): Partial<TurnState> {
  switch (event.type) {
    case 'part.delta':
      return reasoningParts.includes(event.part)
        ? { reasoning: state.reasoning + event.text }
        : { text: state.text + event.text };
    case 'part.ended':
      return {};
    case 'turn.started': {
      const { turn, conversation, userMessage, assistantMessage, correlationId, model } = event;
      return { status: 'running', turn, conversation, userMessage, assistantMessage, correlationId, model };
    }
    case 'progress':
      return { progress: [...state.progress, withoutPlace(event)] };
    case 'citation':
      return { citations: [...state.citations, withoutPlace(event)] };
    case 'usage':
      return { usage: withoutPlace(event) };
    case 'state':
      return { states: { ...state.states, [event.scope]: patched(state.states[event.scope]?.data ?? {}, event) } };
    case 'tool.started':
    case 'tool.args':
    case 'tool.ready':
    case 'tool.result':
      return { tools: foldTools(state.tools, event) };
    case 'turn.completed': {
      const { finish, text, message, result = null } = event;
      return { status: 'completed', finish, text, assistantMessage: message, result };
    }
    case 'turn.failed': {
      const { code, message, retryable, partial } = event;
      return { status: 'failed', text: partial, failure: { code, message, retryable } };
    }
    case 'turn.cancelled':
      return { status: 'cancelled', text: event.partial, cancelledBy: event.by };
    default:
      return unreachable(event, {});
  }
}

type ToolEvent = Extract<TurnEvent, { type: `tool.${string}` }>;

function foldTools(tools: readonly ToolCall[], event: ToolEvent): readonly ToolCall[] {
  if (event.type === 'tool.started') {
    const { call, name } = event;
    return [...tools, { call, name, arguments: '', input: undefined, output: undefined, isError: false }];
  }
  return tools.map((tool) => (tool.call === event.call ? { ...tool, ...toolChanges(tool, event) } : tool));
}

function toolChanges(tool: ToolCall, event: Exclude<ToolEvent, { type: 'tool.started' }>): Partial<ToolCall> {
  switch (event.type) {
    case 'tool.args':
      return { arguments: tool.arguments + event.text };
    case 'tool.ready':
      return { input: event.input };
    case 'tool.result':
      return { output: event.output, isError: event.isError };
    default:
      return unreachable(event, {});
  }
}

function patched(data: JsonObject, { patch, version }: StateChange): { version: number; data: JsonObject } {
  return { version, data: { ...data, ...patch } };
}

function withoutPlace<E extends TurnEvent>(event: E): Omit<E, 'turn' | 'seq' | 'at' | 'type'> {
  const { turn: _turn, seq: _seq, at: _at, type: _type, ...rest } = event;
  return rest;
}
