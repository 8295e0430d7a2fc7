import type { RecallHit, RecallSource } from '../../../../ports/message-index.ts';
import { textOf } from '../../../../ports/records.ts';
import type { RankedMessage } from '../../../../retrieval/dialogue/line.ts';
import { messageOf, text } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';

const MESSAGES = `SELECT message.*, coalesce(message_index.speaker, message.speaker, message.role) AS said_by
  FROM json_each(?) AS wanted CROSS JOIN message ON message.id = wanted.value
  LEFT JOIN message_index ON message_index.message = message.id`;

/** The messages as they are answered, in the order of the ranking. */
export function messageHits(sql: Statements, ranked: readonly RankedMessage[]): readonly RecallHit[] {
  const rows = rowsOf(
    sql,
    ranked.map(({ id }) => id),
  );
  return ranked.flatMap(({ id, score }) => {
    const row = rows.get(id);
    if (row === undefined) return [];
    return [{ kind: 'message', id, text: textOf(messageOf(row).parts), score, sources: [sourceOf(row)] } as const];
  });
}

/** Where something was said, by the ids of the messages. */
export function sourcesOf(sql: Statements, messages: readonly string[]): ReadonlyMap<string, RecallSource> {
  return new Map([...rowsOf(sql, messages)].map(([id, row]) => [id, sourceOf(row)]));
}

function rowsOf(sql: Statements, messages: readonly string[]): ReadonlyMap<string, Row> {
  return new Map(sql.all(MESSAGES, JSON.stringify(messages)).map((row) => [text(row, 'id'), row]));
}

function sourceOf(row: Row): RecallSource {
  const { id, conversation, externalId = null, createdAt } = messageOf(row);
  return { message: id, conversation, externalId, time: createdAt, speaker: text(row, 'said_by') };
}
