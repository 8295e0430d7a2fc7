import type { CommitUnit, TurnAppend, Write } from '../../ports/store.ts';
import { encodeEvents } from './event-codec.ts';
import type { LiveLogs } from './live-logs.ts';
import type { CommitRequest, Segment, UnitRequest, WriteRequest } from './protocol.ts';
import { encodeSection, type Section } from './sections.ts';
import type { Tail } from './tail.ts';
import { encodeUnit } from './unit-text.ts';

/** A commit on its way to the writer, with what the main thread does once it has succeeded. */
export interface PreparedCommit {
  readonly request: CommitRequest;
  /** Of all appends of all units, in order. */
  readonly sections: readonly Section[];
  /** The tails that the request seals. */
  readonly sealed: readonly Tail[];
}

/** After these no byte of what they remove may be left. */
const ERASING: ReadonlySet<Write['kind']> = new Set([
  'conversation.delete',
  'memory.remove',
  'memory.clear',
  'owner.erase',
]);

/** Encodes the units for the writer. Whatever is sealed is what was committed before, so commits go one by one. */
export function prepareCommit(units: readonly CommitUnit[], live: LiveLogs, entry: number): PreparedCommit {
  const erase = units.some(({ writes }) => writes.some(({ kind }) => ERASING.has(kind)));
  const sealed = erase ? live.unsealed() : live.due(entry);
  const sections: Section[] = [];
  let text = '';
  for (const { writes } of units) {
    for (const write of writes) {
      if (write.kind === 'turn.append') {
        const section = sectionOf(write);
        sections.push(section);
        text += encodeSection(section);
      }
    }
  }
  return {
    request: {
      kind: 'commit',
      entry,
      slot: entry % live.ringEntries,
      sections: text,
      units: unitRequests(units, live, sealed),
      seals: sealed.flatMap((tail) => tail.segment() ?? []),
      erase,
    },
    sections,
    sealed,
  };
}

function sectionOf({ turn, epoch, firstSeq, events }: TurnAppend): Section {
  return { turn, epoch, firstSeq, count: events.length, lines: encodeEvents(events) };
}

/** Nearly all units are one append each, which the sections say already: a run of them crosses as its length. */
function unitRequests(units: readonly CommitUnit[], live: LiveLogs, sealed: readonly Tail[]): CommitRequest['units'] {
  const requests: (number | string)[] = [];
  let appends = 0;
  for (const unit of units) {
    if (isOneAppend(unit)) {
      appends += 1;
    } else {
      if (appends > 0) {
        requests.push(appends);
        appends = 0;
      }
      requests.push(encodeUnit(unitRequest(unit, live, sealed)));
    }
  }
  if (appends > 0) {
    requests.push(appends);
  }
  return requests;
}

function isOneAppend({ writes }: CommitUnit): boolean {
  return writes.length === 1 && writes[0]?.kind === 'turn.append';
}

function unitRequest({ writes }: CommitUnit, live: LiveLogs, sealed: readonly Tail[]): UnitRequest {
  return writes.map((write): WriteRequest => {
    switch (write.kind) {
      case 'turn.append':
        return { kind: 'turn.append' };
      case 'turn.end':
        return { ...write, tail: unsealedOf(write.turn, live, sealed) };
      default:
        return write;
    }
  });
}

function unsealedOf(turn: string, live: LiveLogs, sealed: readonly Tail[]): Segment | null {
  const tail = live.get(turn);
  return tail === undefined || sealed.includes(tail) ? null : tail.segment();
}
