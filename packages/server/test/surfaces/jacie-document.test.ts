import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { examplesIn } from '../documentation/shell-blocks.ts';
import { documentClient } from '../ingestion/support/document-client.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';

const run = promisify(execFile);
const SAMPLES = join(import.meta.dirname, '../../../../assistants/jacie/documents');
const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../../docs/jacie.md'), 'utf8');

/** Each request with what is shown of its answer, if anything is. */
const requests = examplesIn(DOCUMENT);

let server: InProcess;
beforeAll(async () => {
  server = await startInProcess({ environment: { MODEL: 'scripted', DOCUMENTS: SAMPLES } });
  await documentClient(server.url).idle();
});
afterAll(() => server[Symbol.asyncDispose]());

async function answered(command: string): Promise<string> {
  const { stdout } = await run('bash', ['-ec', command.replaceAll('http://localhost:8000', server.url)]);
  return stdout;
}

verifies('jacie:clients jacie:offline', 'the requests of the document are answered as it says', async () => {
  const [first, , followUp, unknown] = requests;
  expect(requests).toHaveLength(5);
  for (const { command, shown } of requests) {
    if (shown?.kind === 'json') expect(JSON.parse(await answered(command))).toEqual(JSON.parse(shown.text));
  }
  const stream = await answered(first?.command ?? '');
  expect(stream).toMatch(/^event: progress$/m);
  expect(stream).toMatch(/^event: result\nid: \S+\ndata: \{"response":"(?!The documents do not say)[^\n]+"page":\d/m);
  expect(JSON.parse(await answered(followUp?.command ?? ''))).toMatchObject({
    response: expect.stringContaining('Revenue, 2024: 41,250'),
    citations: [{ document: 'halden-annual-report-2025.pdf', page: 3 }],
  });
  expect(JSON.parse(await answered(unknown?.command ?? ''))).toMatchObject({
    response: expect.stringContaining('The documents do not say it.'),
    citations: [],
  });
});
