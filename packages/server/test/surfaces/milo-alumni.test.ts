import { afterEach, describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { alumniEntry } from '../contracts/alumni-contract.ts';
import { makeAlumniTable } from '../support/alumni-table.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { startPostgres } from '../support/postgres.ts';
import { miloClient } from './support/milo-client.ts';

const closing: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of closing.splice(0).toReversed()) await each[Symbol.asyncDispose]();
});

/** A server with these alumni, and a student who has come to CONNECT; resolves with what the model was told there. */
async function connectWith(databaseUrl: string): Promise<{ readonly server: InProcess; readonly prompt: string }> {
  const provider = await startFakeProvider({ respond: () => answer(['{}']) });
  const server = await startInProcess({
    environment: { OPENAI_BASE_URL: provider.baseUrl, ...(databaseUrl === '' ? {} : { DATABASE_URL: databaseUrl }) },
  });
  closing.push(provider, server);
  const milo = miloClient(server.url);
  const messages = [
    'I love data science and jazz',
    'I want to be a diplomat',
    'I will take it',
    'Who could I talk to?',
  ];
  for (const message of messages) await milo.say(message, 'student');
  expect((await milo.session('student')).current_step).toBe(5);
  const last = provider.calls.findLast(({ body }) => !JSON.stringify(body).includes('"response_format"'));
  return { server, prompt: JSON.stringify(last?.body) };
}

async function degradedOf({ url }: InProcess): Promise<unknown> {
  return ((await (await fetch(`${url}/health`)).json()) as { degraded: unknown }).degraded;
}

async function metricsOf({ url }: InProcess): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}

describe('alumni in the step CONNECT', () => {
  verifies('milo:alumni:match', 'are made up where there is no database, and fit the student', async () => {
    const { server, prompt } = await connectWith('');
    expect(prompt).toContain('Sample Alumnus 02');
    expect(prompt).not.toContain('Sample Alumna 05');
    expect(await degradedOf(server)).toEqual([]);
    expect(await metricsOf(server)).toContain('parlance_alumni_up 1');
  });

  verifies(
    'milo:alumni:unavailable',
    'are left out where the database is away, and log, metrics and health say so',
    async () => {
      // Nobody listens on port 1.
      const { server, prompt } = await connectWith('postgres://milo:canary-password@127.0.0.1:1/alumni');
      expect(prompt).toContain('template-');
      expect(prompt).not.toContain('Sample Alumn');
      expect(await degradedOf(server)).toEqual(['alumni']);
      const metrics = await metricsOf(server);
      expect(metrics).toContain('parlance_alumni_up 0');
      expect(metrics).toMatch(/parlance_capability_failures_total\{capability="guide:alumni"\} 1/);
      const events = server.log().map(({ event, capability }) => [event, capability]);
      expect(events).toContainEqual(['alumni_unavailable', undefined]);
      expect(events).toContainEqual(['capability_failed', 'guide:alumni']);
      expect(JSON.stringify(server.log())).not.toContain('canary-password');
    },
  );
});

describeWithProgram('postgres', 'alumni of a table', (postgres) => {
  verifies(
    'milo:alumni:match milo:alumni:consent',
    'reach the prompt, with contact data only where they agreed',
    async () => {
      await using cluster = await startPostgres(postgres);
      const url = await makeAlumniTable(cluster.url, [
        alumniEntry('open', {
          careerPaths: ['diplomat'],
          contactConsent: true,
          profileUrl: 'https://alumni.example/open',
        }),
        alumniEntry('shy', { interests: ['jazz'] }),
        alumniEntry('other', { interests: ['law'] }),
      ]);
      const { server, prompt } = await connectWith(url);
      expect(prompt).toContain('[alumni-open]');
      expect(prompt).toContain('Contact: open@alumni.example');
      expect(prompt).toContain('https://alumni.example/open');
      expect(prompt).toContain('[alumni-shy]');
      expect(prompt).not.toContain('shy@alumni.example');
      expect(prompt).not.toContain('[alumni-other]');
      expect(await degradedOf(server)).toEqual([]);
      await server[Symbol.asyncDispose]();
    },
  );
});
