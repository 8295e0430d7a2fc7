import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { get } from 'node:http';
import { join } from 'node:path';
import { stop, track } from './children.ts';
import { cpuNanoseconds } from './cpu.ts';
import type { Target } from './targets.ts';

/** A server needs two seconds of processor to start; several start at once, on a machine that may be busy. */
const READY_WITHIN_MS = 60_000;

/** A target that runs. */
export interface Server {
  readonly target: Target;
  readonly port: number;
  readonly pid: number;
  /** Microseconds of CPU that `work` made the server spend, what it does shortly afterwards included. */
  cpuOf<Result>(work: () => Promise<Result>): Promise<readonly [microseconds: number, result: Result]>;
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly root: string;
  readonly workFolder: string;
  readonly providerUrl: string;
}

let started = 0;

/** Starts a target on a free port of the loopback address, its output going to a file, and waits until it is ready. */
export async function startServer(target: Target, surroundings: Surroundings): Promise<Server> {
  started += 1;
  const folder = join(surroundings.workFolder, `${target.name.replaceAll(' ', '-')}-${started}`);
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const logFile = join(folder, 'output.log');
  const output = openSync(logFile, 'w');
  const child = track(
    spawn(target.program ? join(surroundings.root, target.program) : process.execPath, [...target.command], {
      cwd: surroundings.root,
      stdio: ['ignore', output, output],
      env: {
        PATH: process.env['PATH'] ?? '',
        ...target.environment({ port, folder, providerUrl: surroundings.providerUrl }),
      },
    }),
  );
  closeSync(output);
  await ready(child, port, target.readyPath, logFile);
  const pid = child.pid ?? 0;
  return {
    target,
    port,
    pid,
    async cpuOf(work) {
      const before = cpuNanoseconds(pid);
      const result = await work();
      // Logs are flushed and leftovers committed a little after the last byte; they belong to the price.
      await pause(150);
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${target.name} has ended`);
      return [(cpuNanoseconds(pid) - before) / 1000, result];
    },
    stop: () => stop(child),
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function ready(child: ChildProcess, port: number, path: string, logFile: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    if ((await statusOf(port, path)) === 200) return;
    await pause(50);
  }
  await stop(child);
  throw new Error(`the server did not get ready; its output ends with:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
}

function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get({ port, path, host: '127.0.0.1', agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(0));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      // A TCP server's address is an object; only pipes have strings.
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
