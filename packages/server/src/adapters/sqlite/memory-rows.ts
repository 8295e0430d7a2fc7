import type { MemoryBatch, MemoryRecord, RelationRecord, SummaryRecord } from '../../ports/memory-store.ts';
import { integer, nullableInteger, nullableText, stored, text } from './rows.ts';
import type { Row } from './statements.ts';

/** The status of a memory that holds now. */
export const CURRENT = 'current';

export function memoryOf(row: Row): MemoryRecord {
  return {
    id: text(row, 'id'),
    owner: text(row, 'owner'),
    scope: text(row, 'scope'),
    type: stored(text(row, 'type')),
    subject: text(row, 'subject'),
    attribute: text(row, 'attribute'),
    value: text(row, 'value'),
    text: text(row, 'text'),
    importance: integer(row, 'importance'),
    validFrom: integer(row, 'valid_from'),
    validTo: nullableInteger(row, 'valid_to'),
    eventAt: nullableInteger(row, 'event_at'),
    recordedAt: integer(row, 'recorded_at'),
    supersededBy: nullableText(row, 'superseded_by'),
    status: stored(text(row, 'status')),
    accessCount: integer(row, 'access_count'),
    lastAccessed: nullableInteger(row, 'last_accessed'),
    extractor: stored(text(row, 'extractor')),
  };
}

export function batchOf(row: Row): MemoryBatch {
  return {
    conversation: text(row, 'conversation'),
    owner: text(row, 'owner'),
    scope: text(row, 'scope'),
    from: nullableText(row, 'from_message'),
    to: text(row, 'to_message'),
    turn: text(row, 'turn'),
    messages: integer(row, 'messages'),
    tokens: integer(row, 'tokens'),
    updatedAt: integer(row, 'updated_at'),
  };
}

export function summaryOf(row: Row): SummaryRecord {
  return {
    conversation: text(row, 'conversation'),
    owner: text(row, 'owner'),
    uptoMessage: text(row, 'upto_message'),
    uptoAt: integer(row, 'upto_at'),
    text: text(row, 'text'),
    tokens: integer(row, 'tokens'),
  };
}

export function relationOf(row: Row): RelationRecord {
  return {
    src: text(row, 'src'),
    predicate: text(row, 'predicate'),
    dst: text(row, 'dst'),
    memory: text(row, 'memory'),
    validFrom: integer(row, 'valid_from'),
    validTo: nullableInteger(row, 'valid_to'),
  };
}
