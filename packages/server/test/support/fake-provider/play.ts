import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Script, Step } from './script.ts';
import type { WireStep } from './wire.ts';

/** What a script needs to be played on one request. */
export interface Stage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly encode: (step: WireStep) => string;
  /** Resolves when the gate is open. */
  readonly gate: (name: string) => Promise<void>;
  readonly wrote: (bytes: number) => void;
  /** The provider closes the connection itself. */
  readonly leaves: () => void;
}

/** Plays the steps in order and ends the answer; returns early when the client has gone. */
export async function play(script: Script, stage: Stage): Promise<void> {
  const { response } = stage;
  response.statusCode = script.status ?? 200;
  for (const [name, value] of Object.entries(script.headers ?? {})) response.setHeader(name, value);
  for (const step of script.steps) {
    if (response.destroyed) return;
    if ((await perform(step, stage)) === 'over') return;
  }
  response.end();
}

async function perform(step: Step, stage: Stage): Promise<'on' | 'over'> {
  const { request, response } = stage;
  switch (step.kind) {
    case 'wait':
      await stage.gate(step.gate);
      return 'on';
    case 'pause':
      await pause(step.ms);
      return 'on';
    case 'headers':
      response.flushHeaders();
      return 'on';
    case 'raw':
      request.socket.write(step.bytes);
      return 'on';
    case 'chunk':
      return write(step.bytes, stage);
    case 'event': {
      const name = step.event === undefined ? '' : `event: ${step.event}\n`;
      return write(`${name}data: ${JSON.stringify(step.data)}\n\n`, stage);
    }
    case 'deltas':
      return step.intervalMs > 0 ? writePaced(step, stage) : writeAll(step.texts, stage);
    case 'end':
      response.end();
      return 'over';
    case 'fin':
      stage.leaves();
      request.socket.end();
      return 'over';
    case 'cut':
      stage.leaves();
      request.socket.resetAndDestroy();
      return 'over';
    case 'hang':
      return 'over';
    default:
      return write(stage.encode(step), stage);
  }
}

async function write(bytes: string | Uint8Array, stage: Stage): Promise<'on' | 'over'> {
  const { response } = stage;
  if (response.destroyed) return 'over';
  if (bytes.length === 0) return 'on';
  const flowing = response.write(bytes);
  stage.wrote(bytes.length);
  if (!flowing) await drained(response);
  return 'on';
}

async function writeAll(texts: readonly string[], stage: Stage): Promise<'on' | 'over'> {
  for (const text of texts) {
    if ((await write(stage.encode({ kind: 'delta', text }), stage)) === 'over') return 'over';
  }
  return 'on';
}

/** One text each interval, counted from the beginning: a late timer is caught up, so that the rate holds. */
async function writePaced(step: Extract<Step, { readonly kind: 'deltas' }>, stage: Stage): Promise<'on' | 'over'> {
  const begun = performance.now();
  for (const [index, text] of step.texts.entries()) {
    const wait = begun + index * step.intervalMs - performance.now();
    if (wait > 0) await pause(wait);
    if ((await write(stage.encode({ kind: 'delta', text }), stage)) === 'over') return 'over';
  }
  return 'on';
}

/** Waits until the client reads again, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  const stop = new AbortController();
  await Promise.race([
    once(response, 'drain', { signal: stop.signal }),
    once(response, 'close', { signal: stop.signal }),
  ]).finally(() => stop.abort());
}
