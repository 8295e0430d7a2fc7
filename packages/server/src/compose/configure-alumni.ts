import { join } from 'node:path';
import { Gauge, type Registry } from 'prom-client';
import { createMemoryAlumni, readAlumniFile } from '../adapters/alumni/memory-alumni.ts';
import type { KnowledgeSource } from '../capabilities/guide/knowledge-source.ts';
import type { Config } from '../config.ts';
import type { Assistants } from '../engine/assistant.ts';
import type { Logger } from '../log.ts';
import type { AlumniDirectory } from '../ports/alumni.ts';
import type { Clock } from '../ports/clock.ts';
import { alumniSource } from './alumni-source.ts';
import { watchAlumni } from './watch-alumni.ts';

export interface AlumniSettings {
  readonly config: Pick<Config, 'databaseUrl'>;
  readonly assistants: Assistants;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: Registry;
}

export interface ConfiguredAlumni {
  readonly source: KnowledgeSource;
  /** `alumni` while they cannot be asked. */
  readonly degraded: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** The alumni of DATABASE_URL, or the sample file beside Milo's guide. */
export async function configureAlumni({
  config,
  assistants,
  clock,
  log,
  registry,
}: AlumniSettings): Promise<ConfiguredAlumni> {
  const up = new Gauge({
    name: 'parlance_alumni_up',
    help: '1 while the alumni can be asked.',
    registers: [registry],
  });
  const directory = await openDirectory(config.databaseUrl, assistants, log);
  const watched = watchAlumni(directory, clock, (available, error) => {
    up.set(available ? 1 : 0);
    if (available) log.info('alumni_available');
    else log.warning('alumni_unavailable', { error });
  });
  up.set(1);
  return {
    source: alumniSource(watched),
    degraded: () => (watched.available() ? [] : ['alumni']),
    close: () => watched.close(),
  };
}

async function openDirectory(url: string | null, assistants: Assistants, log: Logger): Promise<AlumniDirectory> {
  if (url !== null) {
    // Loaded where it is configured: few have it.
    const { createPostgresAlumni } = await import('../adapters/alumni/postgres-alumni.ts');
    return createPostgresAlumni({ url, onIdleError: (error) => log.warning('alumni_connection_lost', { error }) });
  }
  const folder = assistants.get('milo')?.folder;
  return createMemoryAlumni(folder === undefined ? [] : readAlumniFile(join(folder, 'alumni.sample.json')));
}
