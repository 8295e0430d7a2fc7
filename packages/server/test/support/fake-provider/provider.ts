import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { beginCall, type MutableCall, type ProviderCall, type Responder } from './call.ts';
import { chatCompletions } from './chat-completions.ts';
import { FakeEmbeddings } from './embeddings.ts';
import { Gates } from './gates.ts';
import { messages } from './messages.ts';
import { play } from './play.ts';
import { responses } from './responses.ts';
import { ScriptChoice } from './script-choice.ts';
import { answer, type Script } from './script.ts';
import { Watch } from './watch.ts';
import type { Wire, WireStep } from './wire.ts';

/** A provider of language models that does exactly what a test tells it, over real HTTP. */
export interface FakeProvider extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1`, as `OPENAI_BASE_URL` wants it. */
  readonly baseUrl: string;
  readonly port: number;
  readonly calls: readonly ProviderCall[];
  /** What it is asked at `/v1/embeddings`, which is not among `calls`. */
  readonly embeddings: FakeEmbeddings;
  callsOf(correlationId: string): readonly ProviderCall[];
  /** Answers what neither a marker nor the queue decides. */
  respondWith(responder: Responder): void;
  /** The next requests get these, one each. */
  enqueue(...scripts: readonly Script[]): void;
  /** Requests whose last user message contains `marker` get these, one each; the last one is repeated. */
  onMarker(marker: string, ...scripts: readonly [Script, ...Script[]]): void;
  /** Resolves when `times` answers (default 1) have come to this gate. */
  reached(gate: string, times?: number): Promise<void>;
  /** Opens the gate for all that wait, and for those to come. */
  release(gate: string): void;
  /** Resolves with the call as soon as it has arrived. */
  called(index: number): Promise<ProviderCall>;
  /** Resolves when the client has closed the connection of this call before its answer had ended. */
  closedByClient(index: number): Promise<ProviderCall>;
  /** Resolves when the number of open connections is `count`. */
  connectionsAre(count: number): Promise<void>;
  connections(): number;
  /** How many connections there have been. */
  connectionsSoFar(): number;
  close(): Promise<void>;
}

export interface FakeProviderOptions {
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Default: one short, fixed answer. */
  readonly respond?: Responder;
}

interface State {
  readonly calls: MutableCall[];
  readonly sockets: Set<Socket>;
  readonly watch: Watch;
  readonly gates: Gates;
  readonly choice: ScriptChoice;
  readonly embeddings: FakeEmbeddings;
  connectionsSoFar: number;
}

const WIRES: readonly Wire[] = [chatCompletions, responses, messages];
const GREETING = answer(['Hello', ' from', ' the', ' fake', ' provider.']);

/** Starts a provider on 127.0.0.1. */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const { port = 0, respond = () => GREETING } = options;
  const watch = new Watch();
  const state: State = {
    calls: [],
    sockets: new Set(),
    watch,
    gates: new Gates(watch),
    choice: new ScriptChoice(respond),
    embeddings: new FakeEmbeddings(watch),
    connectionsSoFar: 0,
  };
  const server = createServer((request, response) => void serve(state, request, response));
  server.on('connection', (socket) => track(state, socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', 4096, resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of state.sockets) socket.destroy();
    });
  return handle(state, portOf(server.address()), close);
}

function handle(state: State, port: number, close: () => Promise<void>): FakeProvider {
  const { calls, sockets, watch, gates, choice } = state;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    port,
    calls,
    embeddings: state.embeddings,
    callsOf: (correlationId) => calls.filter((call) => call.correlationId === correlationId),
    respondWith: (responder) => choice.respondWith(responder),
    enqueue: (...scripts) => choice.enqueue(scripts),
    onMarker: (marker, ...scripts) => choice.onMarker(marker, scripts),
    reached: (gate, times = 1) => gates.reached(gate, times),
    release: (gate) => gates.release(gate),
    called: (index) => watch.until(() => calls[index]),
    closedByClient: (index) => watch.until(() => (calls[index]?.closedBy === 'client' ? calls[index] : undefined)),
    connectionsAre: async (count) => {
      await watch.until(() => (sockets.size === count ? true : undefined));
    },
    connections: () => sockets.size,
    connectionsSoFar: () => state.connectionsSoFar,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function track(state: State, socket: Socket): void {
  state.sockets.add(socket);
  state.connectionsSoFar += 1;
  // Connections are cut on purpose here; an 'error' that nobody hears would end the process.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    state.sockets.delete(socket);
    state.watch.changed();
  });
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (state.embeddings.matches(request)) return await state.embeddings.serve(request, response);
  const wire = WIRES.find((candidate) => candidate.matches(request));
  if (wire === undefined) {
    answerOther(request, response);
    return;
  }
  const body: unknown = await readText(request)
    .then(JSON.parse)
    .catch(() => undefined);
  const call = beginCall(state.calls.length, wire, request, body);
  state.calls.push(call);
  response.on('close', () => {
    call.closedBy ??= response.writableFinished ? 'provider' : 'client';
    call.closedAt = performance.now();
    state.watch.changed();
  });
  state.watch.changed();
  const streamed = wire.wantsStream(body);
  response.setHeader('content-type', streamed ? 'text/event-stream; charset=utf-8' : 'application/json');
  response.setHeader('x-request-id', `req_${call.index}`);
  await play(state.choice.for(call), {
    request,
    response,
    encode: streamed ? wire.encoder(body, call.index) : encodeWhole(wire, call),
    gate: (name) => state.gates.pass(name),
    wrote: (bytes) => {
      call.written += bytes;
      state.watch.changed();
    },
    leaves: () => {
      call.closedBy = 'provider';
    },
  });
}

/** Collects the steps of an answer that is not streamed, and gives the whole body at its end. */
function encodeWhole(wire: Wire, call: ProviderCall): (step: WireStep) => string {
  const collected: WireStep[] = [];
  return (step) => {
    collected.push(step);
    return step.kind === 'done' ? JSON.stringify(wire.whole(call.body, call.index, collected)) : '';
  };
}

function answerOther(request: IncomingMessage, response: ServerResponse): void {
  const known = request.method === 'GET' && request.url === '/v1/models';
  const models = [{ id: 'fake-model', object: 'model', created: 1_700_000_000, owned_by: 'fake' }];
  const body = known
    ? { object: 'list', data: models }
    : { error: { message: 'unknown route', type: 'invalid_request_error' } };
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the fake provider has no TCP port');
  return address.port;
}
