import { fieldOf, listOf, numberOf, textOf, textsOf } from '../../parts/json.ts';

/** `GET /api/v1/operations`, as far as the page shows it. Milliseconds, bytes. */
export interface Operations {
  readonly uptimeSeconds: number;
  readonly memoryBytes: number;
  readonly memoryShare: number;
  readonly loopLateMs: number;
  readonly open: { readonly turns: number; readonly streams: number; readonly connections: number };
  readonly minute: {
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly tokens: number;
    readonly tokensPerSecond: number | null;
    readonly firstContent: Spread | null;
    readonly commits: number;
    readonly commit: Spread | null;
  };
  readonly turns: readonly LiveTurn[];
  readonly problems: readonly Problem[];
  readonly degraded: readonly string[];
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export interface LiveTurn {
  readonly turn: string;
  readonly assistant: string;
  readonly mount: string;
  readonly model: string;
  readonly owner: string;
  readonly sinceMs: number;
  readonly firstContentMs: number | null;
}

export interface Problem {
  readonly at: string;
  readonly level: string;
  readonly event: string;
  readonly correlationId: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

export function readOperations(json: unknown): Operations {
  const [process, open, minute] = ['process', 'open', 'last_minute'].map((name) => fieldOf(json, name));
  const count = (from: unknown, name: string): number => numberOf(from, name) ?? 0;
  return {
    uptimeSeconds: count(process, 'uptime_s'),
    memoryBytes: count(process, 'memory_bytes'),
    memoryShare: count(process, 'memory_share'),
    loopLateMs: count(process, 'loop_late_ms'),
    open: {
      turns: count(open, 'turns'),
      streams: count(open, 'streams'),
      connections: count(open, 'connections'),
    },
    minute: {
      completed: count(minute, 'completed'),
      failed: count(minute, 'failed'),
      cancelled: count(minute, 'cancelled'),
      tokens: count(minute, 'tokens'),
      tokensPerSecond: numberOf(minute, 'tokens_per_second'),
      firstContent: readSpread(fieldOf(minute, 'first_content_ms')),
      commits: count(minute, 'commits'),
      commit: readSpread(fieldOf(minute, 'commit_ms')),
    },
    turns: listOf(json, 'turns').map(readTurn),
    problems: listOf(json, 'problems').map(readProblem),
    degraded: textsOf(json, 'degraded'),
  };
}

function readSpread(json: unknown): Spread | null {
  const [p50, p95] = [numberOf(json, 'p50'), numberOf(json, 'p95')];
  return p50 === null || p95 === null ? null : { p50, p95 };
}

function readTurn(json: unknown): LiveTurn {
  return {
    turn: textOf(json, 'turn'),
    assistant: textOf(json, 'assistant'),
    mount: textOf(json, 'mount'),
    model: textOf(json, 'model'),
    owner: textOf(json, 'owner'),
    sinceMs: numberOf(json, 'since_ms') ?? 0,
    firstContentMs: numberOf(json, 'first_content_ms'),
  };
}

function readProblem(json: unknown): Problem {
  const facts = fieldOf(json, 'facts');
  const names = typeof facts === 'object' && facts !== null ? Object.keys(facts) : [];
  return {
    at: textOf(json, 'at'),
    level: textOf(json, 'level'),
    event: textOf(json, 'event'),
    correlationId: textOf(json, 'correlation_id'),
    facts: names.map((name) => [name, textOf(facts, name)]),
  };
}
