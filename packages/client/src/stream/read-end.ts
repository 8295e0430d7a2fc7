import { ClientError } from '../errors.ts';
import { toMessage, toTurn } from '../resources/parse.ts';
import { listIn } from '../resources/read.ts';
import type { Message } from '../resources/types.ts';
import type { StreamSettings } from './settings.ts';
import type { TurnState } from './turn-state.ts';

/** As many messages as the server gives at once. */
const MOST = 200;

/** How a turn ended, from its stored message: for streams whose log is gone or was read to its end before. */
export async function readEnd({ api }: StreamSettings, id: string, state: TurnState): Promise<Partial<TurnState>> {
  const turn = toTurn(await api.json({ path: `/api/v1/turns/${encodeURIComponent(id)}` }));
  const path = `/api/v1/conversations/${encodeURIComponent(turn.conversation)}/messages?limit=${MOST}`;
  const messages = listIn(await api.json({ path }), 'messages', toMessage);
  const message = messages.find((each) => each.id === turn.assistantMessage);
  const { conversation, userMessage, assistantMessage, correlationId, model } = turn;
  const known = { conversation, userMessage, assistantMessage, correlationId, model };
  return { ...known, text: message?.text ?? state.text, ...outcome(turn.status, message) };
}

function outcome(status: string, message: Message | undefined): Partial<TurnState> {
  if (status === 'completed') return { status };
  if (status === 'cancelled') return { status };
  if (status !== 'failed') throw new ClientError('gone', 'The events of this turn are no longer kept.');
  const isInterrupted = message?.status === 'interrupted';
  const code = isInterrupted ? 'interrupted' : 'internal';
  return { status, failure: { code, message: 'The answer ended before it was complete.', retryable: true } };
}
