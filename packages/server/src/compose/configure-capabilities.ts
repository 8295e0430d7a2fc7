import type { Registry } from 'prom-client';
import type { SqliteStore } from '../adapters/sqlite/sqlite-store.ts';
import type { Config } from '../config.ts';
import type { Assistants } from '../engine/assistant.ts';
import type { CachedBranches } from '../engine/cached-branches.ts';
import type { Capability } from '../engine/capability.ts';
import type { ModelChoice } from '../engine/engine-context.ts';
import type { EngineObserver } from '../engine/observer.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { GuideOutline } from '../ports/guide-outline.ts';
import type { Ids } from '../ports/ids.ts';
import type { MessageIndex } from '../ports/message-index.ts';
import { configureAlumni } from './configure-alumni.ts';
import { configureCache } from './configure-cache.ts';
import { configureDocuments, type ConfiguredDocuments } from './configure-documents.ts';
import { configureExtraction, type ConfiguredExtraction } from './configure-extraction.ts';
import { configureGuide } from './configure-guide.ts';
import { configureMedia, type ConfiguredMedia } from './configure-media.ts';
import { configureMemory } from './configure-memory.ts';
import { configureMetering } from './configure-metering.ts';
import { configureStaff, type Staff } from './configure-staff.ts';
import { configureWebhooks, type ConfiguredWebhooks } from './configure-webhooks.ts';
import { prepareJobs } from './prepare-jobs.ts';

export interface CapabilitySettings {
  readonly config: Config;
  readonly assistants: Assistants;
  readonly models: Pick<ModelChoice, 'nameFor' | 'modelFor'>;
  readonly node: string;
  readonly store: SqliteStore;
  readonly messageIndex: Pick<MessageIndex, 'search'>;
  readonly branches: CachedBranches;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly observer: EngineObserver;
  readonly registry: Registry;
  /** Of the model behind the assistants. */
  readonly provider: string;
}

/** What assistants can do beside answering, with what stands behind it. */
export interface ConfiguredCapabilities {
  readonly all: readonly Capability[];
  readonly staff: Staff;
  readonly hooks: ConfiguredWebhooks;
  readonly documents: ConfiguredDocuments;
  readonly guides: ReadonlyMap<string, GuideOutline>;
  readonly media: ConfiguredMedia;
  readonly extraction: ConfiguredExtraction;
  /** Begins the work that goes on beside the turns. */
  start(): void;
  /** Parts that do not work now. */
  degraded(): readonly string[];
  close(): Promise<void>;
}

export async function configureCapabilities(settings: CapabilitySettings): Promise<ConfiguredCapabilities> {
  const { config, assistants, node, store, messageIndex, branches, clock, ids, log, observer, registry, provider } =
    settings;
  const alumni = await configureAlumni({ config, assistants, clock, log, registry });
  const jobs = prepareJobs({ store, node, clock, log, registry });
  const hooks = configureWebhooks({ store, clock, ids, allow: config.outboundAllow, wake: jobs.wake });
  const extraction = configureExtraction({ ...settings, wake: jobs.wake });
  const staff = configureStaff({ assistants, store, clock, ids });
  const guide = configureGuide({ assistants, store, clock, observer, provider, sources: [alumni.source] });
  const documents = await configureDocuments({ config, assistants, clock, ids, log, observer, registry });
  const media = await configureMedia({ config, store, clock, ids, log });
  return {
    all: [
      guide.capability,
      configureMetering({ assistants, store, branches, clock, welcome: config.pointsGrant }),
      configureCache({ assistants, store, clock }),
      staff.profile,
      hooks.outbox,
      documents.capability,
      configureMemory({
        ...settings,
        index: messageIndex,
        limitMs: config.memoryWaitMs,
        remember: extraction.settle,
      }),
    ],
    staff,
    hooks,
    documents,
    media,
    guides: guide.outlines,
    extraction,
    start: () => {
      jobs.start([hooks.delivery, extraction.handler]);
      extraction.start();
      documents.start();
    },
    degraded: () => [...alumni.degraded(), ...documents.degraded()],
    close: async () => {
      await extraction.stop();
      await jobs.stop();
      await Promise.all([alumni.close(), media.close(), documents.close()]);
    },
  };
}
