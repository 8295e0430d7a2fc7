import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { RecallReply, RecallRequest } from '../protocol.ts';
import { Recall } from './recall.ts';

/** The thread that searches messages: it reads the file named by `workerData`, and answers each request in order. */
function main(): void {
  if (parentPort === null || typeof workerData !== 'string') {
    throw new Error('This file runs as a worker thread, with the path of the database as its data.');
  }
  const port = parentPort;
  const database = new DatabaseSync(workerData, { readOnly: true });
  const recall = new Recall(database);
  let turn = Promise.resolve();
  port.on('message', (request: RecallRequest) => {
    turn = turn.then(async () => {
      if (request.kind === 'close') {
        database.close();
        port.postMessage({ value: null } satisfies RecallReply);
        port.close();
        return;
      }
      port.postMessage(await answer(recall, request));
    });
  });
}

async function answer(recall: Recall, request: Extract<RecallRequest, { kind: 'search' }>): Promise<RecallReply> {
  try {
    return { value: await recall.search(request.query) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

main();
