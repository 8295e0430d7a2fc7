import type { RecallHit, RecallSource } from '../../../../ports/message-index.ts';
import { textOf } from '../../../../ports/records.ts';
import type { RankedMessage } from '../../../../retrieval/dialogue/line.ts';
import { integer, messageOf, nullableText, text } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';

const FROM = 'FROM json_each(?) AS wanted CROSS JOIN message ON message.id = wanted.value';
const SAID_BY = 'coalesce(message.speaker, message.role) AS said_by';
const MESSAGES = `SELECT message.*, ${SAID_BY} ${FROM}`;
const SOURCES = `SELECT message.id, message.conversation, message.external_id, message.created_at, ${SAID_BY} ${FROM}`;

/** The messages as they are answered, in the order of the ranking. */
export function messageHits(sql: Statements, ranked: readonly RankedMessage[]): readonly RecallHit[] {
  const ids = ranked.map(({ id }) => id);
  const rows = new Map(sql.all(MESSAGES, JSON.stringify(ids)).map((row) => [text(row, 'id'), row]));
  return ranked.flatMap(({ id, score }) => {
    const row = rows.get(id);
    if (row === undefined) return [];
    return [{ kind: 'message', id, text: textOf(messageOf(row).parts), score, sources: [sourceOf(row)] } as const];
  });
}

/** Where something was said, by the ids of the messages. */
export function sourcesOf(sql: Statements, messages: Iterable<string>): ReadonlyMap<string, RecallSource> {
  const rows = sql.all(SOURCES, JSON.stringify([...new Set(messages)]));
  return new Map(rows.map((row) => [text(row, 'id'), sourceOf(row)]));
}

function sourceOf(row: Row): RecallSource {
  return {
    message: text(row, 'id'),
    conversation: text(row, 'conversation'),
    externalId: nullableText(row, 'external_id'),
    time: integer(row, 'created_at'),
    speaker: text(row, 'said_by'),
  };
}
