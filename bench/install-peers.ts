import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../scripts/run-command.ts';
import { peers, type Peer } from './peers.ts';

const INSTALLED_WITHIN_MS = 600_000;

/** A peer that cannot be measured here, and why. */
export interface AbsentPeer {
  readonly name: string;
  readonly reason: string;
}

/** How the packages of some peers get here. */
interface Kit {
  readonly folder: string;
  /** Names every package and its version, relative to the folder. */
  readonly list: string;
  /** Holds a copy of the list once all of it is installed; goes away with what is installed. */
  readonly stamp: string;
  readonly commands: readonly (readonly [program: string, ...args: string[]])[];
}

const kits: Readonly<Record<Peer['kit'], Kit>> = {
  npm: {
    folder: 'bench/peers',
    list: 'package-lock.json',
    stamp: 'node_modules/.installed',
    commands: [['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']],
  },
  python: {
    folder: 'bench/peers/fastapi',
    list: 'requirements.txt',
    stamp: '.venv/.installed',
    commands: [
      ['python3', '-m', 'venv', '--clear', '.venv'],
      ['.venv/bin/python', '-m', 'pip', 'install', '--quiet', '--requirement', 'requirements.txt'],
    ],
  },
};

/** Installs what the peers need, where it is not there, and tells which of them cannot be had. Never rejects for those. */
export async function installPeers(root: string): Promise<{ present: Peer[]; absent: AbsentPeer[] }> {
  const problems = {
    npm: await install(join(root, kits.npm.folder), kits.npm),
    python: await install(join(root, kits.python.folder), kits.python),
  };
  const absent = peers.flatMap(({ name, kit }) => {
    const reason = problems[kit];
    return reason === undefined ? [] : [{ name, reason }];
  });
  return { present: peers.filter(({ kit }) => problems[kit] === undefined), absent };
}

/** Why the kit is not there; undefined where it is. */
async function install(folder: string, kit: Kit): Promise<string | undefined> {
  const wanted = readFileSync(join(folder, kit.list), 'utf8');
  if (contentOf(join(folder, kit.stamp)) === wanted) return undefined;
  for (const command of kit.commands) {
    console.error(`${kit.folder}: ${command.join(' ')}`);
    const { code, output, problem } = await runCommand(command, { cwd: folder, limitMs: INSTALLED_WITHIN_MS });
    if (code !== 0) {
      console.error(output.slice(-2000));
      return `\`${command.join(' ')}\` ${problem ?? `ended with code ${code ?? 'none'}`}`;
    }
  }
  writeFileSync(join(folder, kit.stamp), wanted);
  return undefined;
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
