import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { SystemClock } from './adapters/clock/system.ts';
import { UuidV7 } from './adapters/ids/uuid-v7.ts';
import { createSqliteMessageIndex } from './adapters/sqlite/recall/sqlite-message-index.ts';
import { openSqliteStore } from './adapters/sqlite/open-sqlite-store.ts';
import { GptTokenizer } from './adapters/token-counter/gpt-tokenizer.ts';
import { loadAssistants } from './assistants.ts';
import { configureCapabilities, type ConfiguredCapabilities } from './compose/configure-capabilities.ts';
import { buildServers, type Addresses } from './compose/build-servers.ts';
import { configureErasure } from './compose/configure-erasure.ts';
import { configureLimits } from './compose/configure-limits.ts';
import { configureModels } from './compose/configure-models.ts';
import { configureObservation } from './compose/configure-observation.ts';
import type { Config } from './config.ts';
import type { Capability } from './engine/capability.ts';
import { CachedBranches } from './engine/cached-branches.ts';
import { createEngine } from './engine/create-engine.ts';
import type { Engine } from './engine/engine.ts';
import type { EngineLimits } from './engine/engine-context.ts';
import type { Assistants } from './engine/assistant.ts';
import type { LiveTurn } from './engine/live-turn.ts';
import { createAuthenticator } from './http/auth.ts';
import type { ConnectionLimits } from './http/limits/connection-limits.ts';
import { createLifecycle } from './http/lifecycle.ts';
import { StreamSender } from './http/send-stream/send-stream.ts';
import type { Services } from './http/services.ts';
import type { Logger } from './log.ts';
import { chooseModels, type ConfiguredModel } from './models.ts';
import type { Clock } from './ports/clock.ts';
import { checkSystems } from './surfaces/build-app.ts';

/** How long clients may take to read their last bytes when the server stops, and again to end their requests. */
const FLUSH_MS = 2_000;

/** What a test may put in the place of the real thing; each is a real implementation of its port. */
export interface Overrides {
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly model?: ConfiguredModel;
  readonly assistants?: Assistants;
  readonly capabilities?: readonly Capability[];
  readonly limits?: Partial<EngineLimits>;
  readonly connections?: ConnectionLimits;
}

export interface Parlance {
  /** What answers on PORT. */
  readonly app: FastifyInstance;
  /** Opens PORT and the ports of LISTEN. */
  listen(): Promise<Addresses>;
  readonly engine: Engine;
  /** Refuses new turns, lets running ones finish within `deadlineMs`, then ends everything. */
  stop(deadlineMs: number): Promise<void>;
}

/** Puts the server together: the one place that names adapters. */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Parlance> {
  checkSystems(config.listen ?? []);
  const clock = overrides.clock ?? new SystemClock();
  const observation = configureObservation(config, clock, overrides.log);
  const { log, metrics, observer, operations, degraded, committedAt } = observation;
  const ids = new UuidV7(clock);
  const lifecycle = createLifecycle();
  const assistants = overrides.assistants ?? loadAssistants(config.assistants);
  const configured = overrides.model ?? (await configureModels(config, clock));
  const models = chooseModels(assistants, configured);
  const node = randomUUID();
  const store = await openSqliteStore({ file: config.storeUrl.file, node, clock });
  const { provider } = configured.model;
  const branches = new CachedBranches(store);
  const messageIndex = createSqliteMessageIndex(config.storeUrl.file);
  const base = { config, assistants, models, node, store, messageIndex, branches, clock, ids, log, observer, provider };
  const parts = await configureCapabilities({ ...base, registry: metrics.registry });
  const { documents, media } = parts;
  const capabilities = new Map([...parts.all, ...(overrides.capabilities ?? [])].map((one) => [one.name, one]));
  const tokenCounter = new GptTokenizer();
  const limits = { maxTokens: config.maxTokens, welcomePoints: config.pointsGrant, ...overrides.limits };
  const turns = { assistants, models, capabilities, tokenCounter, media: media.inputs, observer, limits };
  const live = new Map<string, LiveTurn>();
  const engine = await createEngine({ node, store, branches, log: store, clock, ids, live, ...turns });
  parts.start();
  const streams = createStreams(config, clock, log);
  const { overload, acceptTurn } = configureLimits({ config, clock, log, metrics, engine, live, streams });
  const services: Services = {
    config,
    log,
    engine,
    acceptTurn,
    overload,
    assistants,
    ...servicesOf(parts),
    erasure: configureErasure({ engine, store, media: media.library, documents }),
    models,
    store,
    clock,
    ids,
    messageIndex,
    contexts: store.contexts,
    authenticator: createAuthenticator(config, clock, log, (owner) => store.tokensCountFrom(owner)),
    lifecycle,
    metrics,
    streams,
    operations,
    health: () => ({
      model: provider,
      extraction: parts.extraction.by,
      degraded: [...degraded(), ...parts.degraded()],
      semantic: documents.index.kind,
      committedAt: committedAt(),
    }),
  };
  const servers = await buildServers(services, overrides.connections);
  const stop = stopper({ lifecycle, engine, streams, servers, overload, parts, messageIndex, store });
  return { app: servers.main, listen: () => servers.listen(), engine, stop };
}

/** What routes need of the capabilities. */
function servicesOf({ guides, staff, hooks, extraction, documents, media }: ConfiguredCapabilities) {
  return {
    guides,
    staff: staff.directory,
    webhooks: hooks.webhooks,
    memories: extraction.memories,
    media: media.library,
    searchIndex: documents.index,
    ingestion: documents.ingestion,
  };
}

function createStreams({ heartbeatMs, readerStallSeconds }: Config, clock: Clock, log: Logger): StreamSender {
  const onError = (error: unknown): void => log.error('stream_failed', { error });
  return new StreamSender({ clock, heartbeatMs, stallMs: readerStallSeconds * 1_000, onError });
}

interface Running {
  readonly lifecycle: Services['lifecycle'];
  readonly engine: Engine;
  readonly streams: StreamSender;
  readonly servers: { close(graceMs: number): Promise<void> };
  readonly overload: { stop(): void };
  readonly parts: ConfiguredCapabilities;
  readonly messageIndex: { close(): Promise<void> };
  readonly store: { close(): Promise<void> };
}

/** Readers get their last bytes before the servers close, and the store goes last: everything else writes to it. */
function stopper({
  lifecycle,
  engine,
  streams,
  servers,
  overload,
  parts,
  messageIndex,
  store,
}: Running): Parlance['stop'] {
  return async (deadlineMs) => {
    lifecycle.startDraining();
    await engine.drain(deadlineMs);
    await streams.close(Math.min(deadlineMs, FLUSH_MS));
    await servers.close(FLUSH_MS);
    overload.stop();
    await parts.close();
    await messageIndex.close();
    await store.close();
  };
}
