import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openArena } from './arena.ts';
import { endChildrenWithMe } from './children.ts';
import type { Figure } from './figure.ts';
import { capacity } from './figures/capacity.ts';
import { firstToken } from './figures/first-token.ts';
import { flood } from './figures/flood.ts';
import { followers } from './figures/followers.ts';
import { guideContext } from './figures/guide-context.ts';
import { memory } from './figures/memory.ts';
import { paced } from './figures/paced.ts';
import { probes } from './figures/probes.ts';
import { request } from './figures/request.ts';
import { turnCost } from './figures/turn-cost.ts';
import { installPeers, type AbsentPeer } from './install-peers.ts';
import { machineLines } from './machine.ts';
import { parseOptions, usage, type BenchOptions } from './options.ts';
import { peersPage } from './peers-page.ts';
import { reportProgress } from './progress.ts';
import { resultsPage, table, type Measured, type ReportFacts } from './report.ts';
import { exists, noise, targets, type Target } from './targets.ts';

const figures: readonly Figure[] = [
  paced,
  flood,
  firstToken,
  request,
  memory,
  followers,
  turnCost,
  guideContext,
  probes,
  capacity,
];
/** What a server that keeps nothing can be asked for too. */
const peerFigures: readonly Figure[] = [paced, flood, firstToken, request, memory, capacity];
const args = process.argv.slice(2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

function chosen<Item extends { readonly name: string }>(all: readonly Item[], names: readonly string[]): Item[] {
  const unknown = names.find((name) => !all.some((item) => item.name === name));
  if (unknown) throw new Error(`"${unknown}" is none of: ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}

function candidatesOf(options: BenchOptions, peers: readonly Target[]): Target[] {
  const present = chosen([...targets, ...peers], options.targets).filter((target) => exists(target, root));
  return present.includes(noise) ? present : [...present, noise];
}

async function run(options: BenchOptions): Promise<void> {
  const wanted = chosen(options.peers ? peerFigures : figures, options.only).filter(
    (figure) => !figure.optional || options.only.includes(figure.name),
  );
  const peers = options.peers ? await installPeers(root) : { present: [], absent: [] };
  if (options.peers && peers.present.length === 0) throw new Error('no other server could be installed');
  const candidates = candidatesOf(options, peers.present);
  const size = { ...options, servers: candidates.length + 1 };
  const expected = wanted.reduce((sum, figure) => sum + figure.seconds(size), 5);
  const progress = reportProgress(expected);
  const arena = await openArena({ ...options, root, candidates, progress });
  const measured: Measured[] = [];
  for (const figure of wanted) measured.push({ figure, rows: await figure.measure(arena) });
  await arena.close();
  progress.done();
  console.log(table(measured));
  for (const { name, reason } of peers.absent) console.log(`not at hand: ${name} (${reason})`);
  if (!options.quick) writePage(options, measured, peers.absent);
}

function writePage(options: BenchOptions, measured: readonly Measured[], absent: readonly AbsentPeer[]): void {
  const facts: ReportFacts = {
    machine: machineLines(),
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    pairs: options.pairs,
    seconds: options.seconds,
  };
  if (options.peers && options.targets.length === 0) {
    const file = join(root, 'bench', 'PEERS.md');
    const previous = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const order = peerFigures.map(({ name }) => name);
    writeFileSync(file, peersPage(previous, measured, { ...facts, absent }, order));
  } else if (!options.peers && options.only.length === 0) {
    writeFileSync(join(root, 'bench', 'RESULTS.md'), resultsPage(measured, facts));
  }
}

endChildrenWithMe();
try {
  const options = parseOptions(args);
  if (options.help) console.log(usage);
  else await run(options);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
