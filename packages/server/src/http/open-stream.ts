import { framesAfter, type Cursor, type Dialect, type TurnHeader } from '@parlance/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TurnReader } from '../engine/engine.ts';
import { ParlanceError } from '../engine/errors.ts';
import type { TurnRecord } from '../ports/records.ts';
import { invalidCursor } from './cursor-request.ts';
import type { Identity } from './identity.ts';
import type { StreamEnd } from './send-stream/follower.ts';
import type { Services } from './services.ts';

export interface OpenStream<State> {
  readonly services: Pick<Services, 'log' | 'clock' | 'metrics' | 'streams' | 'authenticator'>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly reader: TurnReader;
  readonly dialect: Dialect<State, TurnHeader>;
  /** What the reader has received already; null for the whole stream. */
  readonly cursor: Cursor | null;
  /** True where the request repeated one that was accepted before. Default: false. */
  readonly replayed?: boolean;
}

/** Events that are read at once while folding a log to its end. */
const PAGE = 1_024;

/**
 * Answers with the turn's events in this dialect, from the cursor on, live where it still runs. An ended turn of
 * which nothing is left answers 204, so that `EventSource` stops reconnecting. Rejects, before anything is sent,
 * with `invalid_cursor` for a place that the turn does not have and `log_trimmed` for a log that is gone. The stream
 * ends within a minute of the token's expiry or of its refusal. Source: CONTRACT.md §7, TURN.md 13.
 */
export async function openStream<State>(options: OpenStream<State>): Promise<FastifyReply> {
  const { services, request, reply, reader, dialect, cursor, replayed = false } = options;
  const { turn } = reader;
  reply.header('x-turn-id', turn.id).header('x-conversation-id', turn.conversation);
  if (replayed) reply.header('idempotency-replayed', 'true');
  const left = await isAnythingLeft(reader, dialect, cursor).catch((error: unknown) =>
    refuseTrimmed(error, turn, reply),
  );
  if (!left) return await reply.code(204).send();
  // Not the whole request: a stream may be open for long.
  const { identity } = request;
  const { authorization } = request.headers;
  services.streams.send({
    request,
    reply,
    reader,
    dialect,
    cursor,
    headers: headersOf(reply),
    authorised: () => isStillAllowed(services, identity, authorization),
    onEnd: observeStream(services, request.id, turn.id),
  });
  return reply;
}

/** Asks again who sent the request: its token may have expired, and its key or secret may have been withdrawn. */
async function isStillAllowed(
  { authenticator, clock }: OpenStream<unknown>['services'],
  { owner, expiresAt }: Identity,
  authorization: string | undefined,
): Promise<boolean> {
  if (expiresAt !== null && clock.now() >= expiresAt) return false;
  return (await authenticator.identify(authorization)).owner === owner;
}

/** Proves, for a turn that has ended, that its log is still kept and whether the cursor covers all of it. */
async function isAnythingLeft<State>(
  reader: TurnReader,
  dialect: Dialect<State, TurnHeader>,
  cursor: Cursor | null,
): Promise<boolean> {
  if (!reader.ended()) {
    if (cursor !== null && cursor.seq > reader.committed()) throw invalidCursor();
    return true;
  }
  if (cursor === null || cursor.seq < 0) {
    await reader.read(-1, 1);
    return true;
  }
  const [received, next] = await reader.read(cursor.seq - 1, 2);
  if (received?.seq !== cursor.seq) throw invalidCursor();
  return next !== undefined || (await textAfter(reader, dialect, cursor)) !== '';
}

/** What the last event still has to say after this frame. */
async function textAfter<State>(
  reader: TurnReader,
  dialect: Dialect<State, TurnHeader>,
  cursor: Cursor,
): Promise<string> {
  let state = dialect.start(reader.turn);
  let text = '';
  for (let after = -1; ;) {
    const events = await reader.read(after, PAGE);
    const last = events.at(-1);
    if (last === undefined) return text;
    [state, text] = framesAfter(dialect, state, events, cursor);
    after = last.seq;
  }
}

/** Says where the answer can still be found. Source: TURN.md 20. */
function refuseTrimmed(error: unknown, turn: TurnRecord, reply: FastifyReply): never {
  if (!(error instanceof ParlanceError) || error.code !== 'log_trimmed') throw error;
  const address = `/api/v1/conversations/${turn.conversation}/messages`;
  reply.header('link', `<${address}>; rel="alternate"`);
  throw new ParlanceError(
    'log_trimmed',
    `The events of this turn are no longer kept. Its answer is message ${turn.assistantMessage} of ${address}.`,
    { cause: error },
  );
}

/** What hooks have put on the answer; an event stream leaves Fastify's own sending behind. */
function headersOf(reply: FastifyReply): Record<string, string> {
  const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

function observeStream(
  { log, clock, metrics }: OpenStream<unknown>['services'],
  correlationId: string,
  turn: string,
): (end: StreamEnd) => void {
  const startedAt = clock.now();
  const fields = { correlation_id: correlationId, turn };
  metrics.openStreams.inc();
  log.info('stream_started', fields);
  return ({ outcome, chunks }) => {
    metrics.openStreams.dec();
    if (outcome === 'completed') log.info('stream_completed', fields);
    log.info('response_complete', {
      ...fields,
      duration_ms: clock.now() - startedAt,
      chunk_count: chunks,
      status: outcome,
    });
  };
}
