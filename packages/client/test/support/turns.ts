import type { Script } from '../../../server/test/support/fake-provider/script.ts';
import type { Client, TurnStream } from '../../src/index.ts';

/** A new conversation with the plain assistant. */
export async function begin(client: Client): Promise<string> {
  return (await client.conversations.create({ assistant: 'assistant' })).id;
}

/** An answer that stops in its middle until the test opens the gate. */
export function gated(before: readonly string[], gate: string, after: readonly string[]): Script {
  return {
    steps: [
      { kind: 'role' },
      ...before.map((text) => ({ kind: 'delta', text }) as const),
      { kind: 'wait', gate },
      ...after.map((text) => ({ kind: 'delta', text }) as const),
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}

/** Resolves with the first state of which `is` holds. */
export function reaches(stream: TurnStream, is: (stream: TurnStream) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!is(stream)) return;
      stop();
      resolve();
    };
    const stop = stream.subscribe(look);
    look();
  });
}
