import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, StoreUnusable } from '../errors.ts';
import type { WriterReply, WriterRequest } from '../protocol.ts';
import type { ThreadReady } from '../thread-link.ts';
import { openForWriting } from './open-for-writing.ts';
import { Writer } from './writer.ts';

/** The thread that writes: it opens the file named by `workerData`, says so, and then answers each request in order. */
function main(): void {
  if (parentPort === null || typeof workerData !== 'string') {
    throw new Error('This file runs as a worker thread, with the path of the database as its data.');
  }
  const port = parentPort;
  let writer: Writer;
  try {
    writer = new Writer(openForWriting(workerData));
  } catch (error) {
    const unusable = error instanceof Error ? error.message : String(error);
    port.postMessage({
      unusable: error instanceof StoreUnusable ? unusable : `${workerData}: ${unusable}`,
    } satisfies ThreadReady);
    return;
  }
  port.on('message', (request: WriterRequest) => {
    port.postMessage(answer(writer, request));
    if (request.kind === 'close') {
      port.close();
    }
  });
  port.postMessage({ ready: true } satisfies ThreadReady);
}

function answer(writer: Writer, request: WriterRequest): WriterReply {
  try {
    return { value: writer.serve(request) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

main();
