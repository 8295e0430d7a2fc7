import { fork, type ChildProcess } from 'node:child_process';
import { track } from './children.ts';

/** The calls that a process answers: name → what it takes and what it gives. All of it is JSON. */
export type Calls<Self> = { readonly [Name in keyof Self]: { argument: unknown; result: unknown } };

export interface Worker<Self extends Calls<Self>> {
  readonly pid: number;
  call<Name extends keyof Self & string>(name: Name, argument: Self[Name]['argument']): Promise<Self[Name]['result']>;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

type Handlers<Self extends Calls<Self>> = {
  readonly [Name in keyof Self]: (
    argument: Self[Name]['argument'],
  ) => Self[Name]['result'] | Promise<Self[Name]['result']>;
};

/** Answers the parent's calls; ends this process when the parent is gone. */
export function serveCalls<Self extends Calls<Self>>(handlers: Handlers<Self>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (question: Question) => {
    // Only `startWorker` sends here, and its types are these.
    const handler = handlers[question.name as keyof Self];
    Promise.resolve()
      .then(() => handler(question.argument))
      .then(
        (result) => process.send?.({ id: question.id, result }),
        (error: unknown) => process.send?.({ id: question.id, error: String(error) }),
      );
  });
  process.send?.({ id: 0 });
}

/** Starts `file` as a process of its own and waits until it serves. */
export async function startWorker<Self extends Calls<Self>>(file: URL): Promise<Worker<Self>> {
  const child: ChildProcess = track(fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<unknown>();
  waiting.set(0, ready);
  child.on('message', (reply: Reply) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) caller?.resolve(reply.result);
    else caller?.reject(new Error(reply.error));
  });
  child.on('exit', () => {
    for (const caller of waiting.values()) caller.reject(new Error(`${file.pathname.split('/').pop()} has ended`));
  });
  await ready.promise;
  let lastId = 0;
  return {
    pid: child.pid ?? 0,
    call(name, argument) {
      const caller = Promise.withResolvers<unknown>();
      lastId += 1;
      waiting.set(lastId, caller);
      child.send({ id: lastId, name, argument } satisfies Question);
      // The result has the type that the same interface gives to the handler on the other side.
      return caller.promise as Promise<Self[typeof name]['result']>;
    },
  };
}
