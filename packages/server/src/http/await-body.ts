import type { DialectWithBody, TurnHeader } from '@parlance/wire';
import type { FastifyReply } from 'fastify';
import type { Engine, TurnReader } from '../engine/engine.ts';
import { statusOf } from './error-table.ts';

const PAGE = 1_024;

/**
 * The non-streaming twin of a stream: waits for the terminal, then answers with the body that the same fold makes.
 * A failed turn gives the status of its code, with the partial text in the body; a cancelled one gives 200.
 * The turn goes on when the client leaves. Source: DESIGN.md §8.10.
 */
export async function awaitBody<State, Body>(
  engine: Pick<Engine, 'terminal'>,
  reader: TurnReader,
  dialect: DialectWithBody<State, TurnHeader, Body>,
  reply: FastifyReply,
): Promise<{ readonly status: number; readonly body: Body }> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const terminal = await engine.terminal(reader.turn.id, gone.signal);
  let state = dialect.start(reader.turn);
  for (let after = -1; after < terminal.seq;) {
    const events = await reader.read(after, PAGE);
    for (const event of events) [state] = dialect.encode(state, event);
    const last = events.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  return { status: terminal.type === 'turn.failed' ? statusOf(terminal.code) : 200, body: dialect.body(state) };
}
