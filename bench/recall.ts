import { createServerHome } from '../packages/server/test/support/server-process.ts';
import { percentile } from './statistics.ts';

/**
 * What remembering adds to the wait for the first token, and what a turn costs the server, after so many turns:
 * `node bench/recall.ts 100 10000`. Each turn before has a message from which the rules draw one memory; what is asked
 * has the words of some of them. Beside it answers an assistant that remembers nothing, turn by turn.
 */
const ASKED = 400;
/** Turns of one kind in a row. */
const BLOCK = 20;
/** What `npm start` gives to Node. */
const AS_STARTED = '--max-semi-space-size=16';
const PLACES = ['Lisbon', 'Porto', 'Ghent', 'Turin', 'Graz', 'Bergen', 'Leeds', 'Brno', 'Tartu', 'Cadiz'];
const THINGS = ['bridges', 'markets', 'gardens', 'trams', 'bakeries', 'libraries', 'rivers', 'towers', 'cellars'];

function memorable(turn: number): string {
  const [place = '', thing = ''] = [PLACES[turn % PLACES.length], THINGS[turn % THINGS.length]];
  return `I like the ${thing} of ${place} that are called number ${turn.toString(36)}q${turn * 7}.`;
}

function questionOf(asked: number): string {
  const [place = '', thing = ''] = [PLACES[(asked * 3) % PLACES.length], THINGS[asked % THINGS.length]];
  return `Which ${thing} of ${place} do I like?`;
}

/** As many turns as JSON Lines. */
function talkOf(turns: number): string {
  const lines = Array.from({ length: turns * 2 }, (_, index) => {
    const text = index % 2 === 0 ? memorable(index / 2) : `Noted, that is number ${index}.`;
    const speaker = index % 2 === 0 ? 'user' : 'assistant';
    return JSON.stringify({ time: new Date(1.7e12 + index * 60_000).toISOString(), speaker, text });
  });
  return lines.join('\n');
}

async function main(turns: number): Promise<void> {
  await using home = await createServerHome({ MODEL: 'scripted', LOG_LEVEL: 'ERROR', NODE_OPTIONS: AS_STARTED });
  const server = await home.start();
  const { url } = server;
  const call = async (path: string, body: string, type = 'application/json') => {
    const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers: { 'content-type': type }, body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const imported = await call('/conversations/import?assistant=staff&extract=true', talkOf(turns), 'application/jsonl');
  const { conversation } = (await imported.json()) as { readonly conversation: string };
  const begun = await call('/conversations', JSON.stringify({ assistant: 'assistant' }));
  const { id: plain } = (await begun.json()) as { readonly id: string };
  while (!(await isDone(url))) await new Promise((resolve) => setTimeout(resolve, 200));
  const ask = async (where: string, question: string): Promise<number> => {
    const startedAt = performance.now();
    const response = await call(`/conversations/${where}/turns`, JSON.stringify({ message: question, max_tokens: 1 }));
    return await firstToken(response, startedAt);
  };
  const waits = { remembering: [] as number[], forgetful: [] as number[] };
  const spent = { remembering: 0, forgetful: 0 };
  for (let round = -1; round < ASKED / BLOCK; round += 1) {
    for (const [name, where] of [
      ['remembering', conversation],
      ['forgetful', plain],
    ] as const) {
      const before = await metric(url, 'parlance_process_cpu_seconds');
      for (let asked = 0; asked < BLOCK; asked += 1) {
        const wait = await ask(where, questionOf(Math.max(0, round) * BLOCK + asked));
        if (round >= 0) waits[name].push(wait);
      }
      if (round >= 0) spent[name] += (await metric(url, 'parlance_process_cpu_seconds')) - before;
    }
  }
  const told = (['remembering', 'forgetful'] as const).map((name) => {
    const [p50, p95] = [50, 95].map((percent) => percentile(waits[name], percent).toFixed(1));
    return `${name} p50 ${p50} ms, p95 ${p95} ms, CPU ${((spent[name] / ASKED) * 1_000).toFixed(1)} ms a turn`;
  });
  const blocks = (await metric(url, 'parlance_memory_blocks_total')) / (ASKED + BLOCK);
  const failures = await metric(url, 'parlance_memory_failures_total');
  console.log(
    `${turns} turns: first token ${told.join('; ')}; ${blocks.toFixed(0)} blocks a turn, ${failures} parts left out`,
  );
  await server.stop();
}

async function firstToken(response: Response, startedAt: number): Promise<number> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let at: number | null = null;
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    text += piece.value;
    if (at === null && text.includes('"part.delta"')) at = performance.now() - startedAt;
  }
  if (at === null) throw new Error('There was no answer.');
  return at;
}

/** No batch waits to be read any more. */
async function isDone(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/memories?limit=1`);
  const before = await metric(url, 'parlance_jobs_total');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const isStill = (await metric(url, 'parlance_jobs_total')) === before;
  const { memories } = (await response.json()) as { readonly memories: readonly unknown[] };
  return isStill && memories.length > 0;
}

/** The sum over all of its labels. */
async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [100, 10_000]) await main(size);
