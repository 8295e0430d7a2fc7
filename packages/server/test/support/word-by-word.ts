import type { Step } from './fake-provider/script.ts';

/**
 * An answer of `count` words, ` word0` and so on, that says each only when the test opens the gate before it:
 * `<name> 0` and so on, then `<name> end`.
 */
export function wordByWord(name: string, count: number): readonly Step[] {
  const words = Array.from({ length: count }, (_, index): readonly Step[] => [
    { kind: 'wait', gate: `${name} ${index}` },
    { kind: 'delta', text: ` word${index}` },
  ]);
  return [
    { kind: 'role' },
    ...words.flat(),
    { kind: 'wait', gate: `${name} end` },
    { kind: 'finish', reason: 'stop' },
    { kind: 'done' },
  ];
}
