import { createHash } from 'node:crypto';
import { closeSync, constants as fileConstants, fstatSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { ReaderReply, ReaderRequest } from '../protocol.ts';
import { PageCollector } from './page-collector.ts';
import { readDocument } from './read-document.ts';
import { Refusal } from './refusal.ts';

type ReadRequest = Extract<ReaderRequest, { readonly type: 'read' }>;

/** The thread that reads documents, one at a time; whatever they do to it, it can be ended and started again. */
function main(port: MessagePort | null): void {
  if (port === null) throw new Error('This file runs as a worker thread.');
  giveWay();
  port.on('message', (request: ReaderRequest) => {
    if (request.type === 'read') void answer(port, request);
  });
}

/** Streams come first where cores are few. Only Linux lets a thread have a priority of its own; 0 is this thread. */
function giveWay(): void {
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
}

async function answer(port: MessagePort, request: ReadRequest): Promise<void> {
  const send = (reply: ReaderReply): void => port.postMessage(reply);
  const pages = new PageCollector(request.limits, async (portion) => {
    send({ type: 'pages', pages: portion });
    await once(port, 'message');
  });
  try {
    const bytes = readBytes(request.file, request.limits.maxBytes);
    // Before reading: a reader of PDF takes the bytes for its own.
    const hash = createHash('sha256').update(bytes).digest('hex');
    const { kind, title } = await readDocument(bytes, request, pages);
    await pages.flush();
    send({ type: 'done', kind, title, hash });
  } catch (error) {
    if (error instanceof Refusal) send({ type: 'failed', code: error.code, message: error.message });
    // Whatever a library stumbles over is in the file.
    else send({ type: 'failed', code: 'unreadable', message: 'The file is broken.' });
  }
}

function readBytes(file: string, maxBytes: number): Uint8Array {
  const descriptor = open(file);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Refusal('unreadable', 'It is not a file.');
    if (stat.size > maxBytes) throw new Refusal('too_large', `It is larger than ${maxBytes} bytes.`);
    return new Uint8Array(readFileSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string): number {
  try {
    return openSync(file, fileConstants.O_RDONLY | fileConstants.O_NOFOLLOW | fileConstants.O_NONBLOCK);
  } catch (error) {
    throw new Refusal('unreadable', 'It could not be opened.', { cause: error });
  }
}

main(parentPort);
