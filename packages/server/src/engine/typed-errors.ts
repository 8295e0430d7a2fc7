import { LogTrimmed } from '../ports/event-log.ts';
import { StoreUnavailable } from '../ports/store.ts';
import type { Engine, TurnReader } from './engine.ts';
import { ParlanceError } from './errors.ts';
import { storageError } from './storage-error.ts';

/** What the ports throw, in the words of the engine; anything else is a defect and stays as it is. */
function typed(error: unknown): unknown {
  if (error instanceof StoreUnavailable) {
    return storageError(error);
  }
  if (error instanceof LogTrimmed) {
    return new ParlanceError('log_trimmed', 'The events of this turn are no longer kept; its message still is.');
  }
  return error;
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw typed(error);
  }
}

/** The same engine, whose methods reject with `ParlanceError` where a store that is down made them fail. */
export function withTypedErrors(engine: Engine): Engine {
  return {
    accept: (request) => translated(engine.accept(request)),
    turn: (owner, id) => translated(engine.turn(owner, id)),
    reader: async (owner, id) => withTypedReads(await translated(engine.reader(owner, id))),
    cancel: (owner, id, by) => translated(engine.cancel(owner, id, by)),
    terminal: (id, signal) => translated(engine.terminal(id, signal)),
    createConversation: (request) => translated(engine.createConversation(request)),
    importConversation: (request) => translated(engine.importConversation(request)),
    conversation: (owner, id) => translated(engine.conversation(owner, id)),
    conversationByKey: (owner, mount, key) => translated(engine.conversationByKey(owner, mount, key)),
    conversations: (owner, page) => translated(engine.conversations(owner, page)),
    renameConversation: (owner, id, title) => translated(engine.renameConversation(owner, id, title)),
    deleteConversation: (owner, id) => translated(engine.deleteConversation(owner, id)),
    messages: (owner, id, limit, leaf) => translated(engine.messages(owner, id, limit, leaf)),
    branchLengths: (owner, branches) => translated(engine.branchLengths(owner, branches)),
    openTurns: (owner, conversation) => translated(engine.openTurns(owner, conversation)),
    state: (owner, conversation, scope, leaf) => translated(engine.state(owner, conversation, scope, leaf)),
    states: (owner, scope, conversations) => translated(engine.states(owner, scope, conversations)),
    revokeTokens: (owner) => translated(engine.revokeTokens(owner)),
    account: (owner) => translated(engine.account(owner)),
    ledger: (owner, limit, before) => translated(engine.ledger(owner, limit, before)),
    grantPoints: (request) => translated(engine.grantPoints(request)),
    drain: (deadlineMs) => translated(engine.drain(deadlineMs)),
  };
}

function withTypedReads(reader: TurnReader): TurnReader {
  return { ...reader, read: (after, limit) => translated(reader.read(after, limit)) };
}
