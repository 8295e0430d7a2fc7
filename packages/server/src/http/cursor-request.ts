import { parseCursor, type Cursor } from '@parlance/wire';
import type { FastifyRequest } from 'fastify';
import { ParlanceError } from '../engine/errors.ts';
import { ERROR_TABLE } from './error-table.ts';

/**
 * The place from which this request wants to go on: `Last-Event-ID`, else `?last_event_id=`; null where it names
 * none. Throws `invalid_cursor` for anything that no stream of ours has sent. Source: CONTRACT.md §7.
 */
export function cursorOf(request: FastifyRequest): Cursor | null {
  const header = request.headers['last-event-id'];
  if (header !== undefined && header !== '') return toCursor(header, 'header.Last-Event-ID');
  const { query } = request;
  if (typeof query !== 'object' || query === null || !('last_event_id' in query)) return null;
  return query.last_event_id === '' ? null : toCursor(query.last_event_id, 'query.last_event_id');
}

/** As `cursorOf`, for an address that names the turn: a cursor of another turn is none of this stream. */
export function cursorWithin(request: FastifyRequest, turn: string): Cursor | null {
  const cursor = cursorOf(request);
  if (cursor !== null && cursor.turn !== turn) throw invalidCursor();
  return cursor;
}

export function invalidCursor(field?: string): ParlanceError {
  return new ParlanceError('invalid_cursor', ERROR_TABLE.invalid_cursor.text, field === undefined ? {} : { field });
}

function toCursor(text: unknown, field: string): Cursor {
  const cursor = typeof text === 'string' ? parseCursor(text) : null;
  if (cursor === null) throw invalidCursor(field);
  return cursor;
}
