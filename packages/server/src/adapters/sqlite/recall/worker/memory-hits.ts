import type { RecallHit } from '../../../../ports/message-index.ts';
import type { Statements } from '../../statements.ts';
import type { Fact } from './facts.ts';
import { sourcesOf } from './message-hits.ts';

/** The memories as they are answered, in their order. */
export function memoryHits(sql: Statements, facts: readonly Fact[]): readonly RecallHit[] {
  const said = sourcesOf(
    sql,
    facts.flatMap(({ messages }) => messages),
  );
  return facts.flatMap(({ id, text, score, messages }) => {
    const sources = messages.flatMap((message) => said.get(message) ?? []).toSorted((a, b) => a.time - b.time);
    return sources.length === 0 ? [] : [{ kind: 'memory', id, text, score, sources } as const];
  });
}
