import { words, type Script } from '../../support/fake-provider/script.ts';

interface Resource {
  readonly id: string;
  readonly text: string;
  readonly role: string;
  readonly parent: string | null;
  readonly cursor: string;
}

/** The list of things under `key` of an answer; the tests say what they expect of each. */
export function listOf(body: Readonly<Record<string, unknown>>, key: string): readonly Resource[] {
  return body[key] as Resource[];
}

/** An answer that waits at a gate between its words. */
export function heldAfter(count: number, gate: string): Script {
  return {
    steps: [
      { kind: 'role' },
      { kind: 'deltas', texts: words(count), intervalMs: 0 },
      { kind: 'wait', gate },
      { kind: 'delta', text: ' end.' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}
