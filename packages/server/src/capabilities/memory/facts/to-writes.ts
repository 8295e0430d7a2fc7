import type { MemoryWrite } from '../../../ports/memory-store.ts';
import { entitiesOf } from './entities.ts';
import { keysOf, valueKey } from './keys.ts';
import type { Addition, Operation, ReadMessage } from './operation.ts';

export interface WritesFor {
  readonly owner: string;
  readonly scope: string;
  readonly messages: readonly ReadMessage[];
  readonly extractor: 'rules' | 'model';
  readonly now: number;
  readonly newId: () => string;
}

/** The writes that apply operations; the store compares them with what it has, in one transaction. */
export function writesOf(operations: readonly Operation[], of: WritesFor): readonly MemoryWrite[] {
  const saidAt = new Map(of.messages.map(({ id, at }) => [id, at]));
  /** A source that is not among the messages would be refused before. */
  const timeOf = (sources: readonly string[]): number => Math.max(...sources.map((id) => saidAt.get(id) ?? 0));
  return operations.map((operation): MemoryWrite => {
    const { owner, scope } = of;
    switch (operation.kind) {
      case 'add':
        return added(operation, of, timeOf(operation.sources));
      case 'confirm':
        return { ...operation, kind: 'memory.confirm', owner };
      case 'end': {
        const { subject, attribute, value, sources } = operation;
        const key = value === null ? null : valueKey(value);
        return { kind: 'memory.end', owner, scope, subject, attribute, value: key, at: timeOf(sources) };
      }
    }
  });
}

function added(
  operation: Addition,
  { owner, scope, extractor, now, newId }: WritesFor,
  validFrom: number,
): MemoryWrite {
  const { type, subject, attribute, value, text, importance, eventAt, single, sources, supersedes } = operation;
  const memory = { type, subject, attribute, value, text, importance, eventAt, validFrom, recordedAt: now, extractor };
  return {
    kind: 'memory.add',
    memory: { id: newId(), owner, scope, ...memory },
    keys: keysOf({ attribute, value, text }),
    sources,
    single,
    supersedes,
    ...entitiesOf(operation, newId),
  };
}
