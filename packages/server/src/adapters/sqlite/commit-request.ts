import type { CommitUnit, TurnAppend, Write } from '../../ports/store.ts';
import { encodeEvents } from './event-codec.ts';
import type { LiveLogs } from './live-logs.ts';
import type { CommitRequest, Segment, UnitRequest, WriteRequest } from './protocol.ts';
import { encodeSection, type Section } from './sections.ts';
import type { Tail } from './tail.ts';

/** A commit on its way to the writer, with what the main thread does once it has succeeded. */
export interface PreparedCommit {
  readonly request: CommitRequest;
  /** One list a unit. */
  readonly appends: readonly (readonly Section[])[];
  /** The tails that the request seals. */
  readonly sealed: readonly Tail[];
}

/** Encodes the units for the writer. Whatever is sealed is what was committed before, so commits go one by one. */
export function prepareCommit(units: readonly CommitUnit[], live: LiveLogs, entry: number): PreparedCommit {
  const appends = units.map((unit) => unit.writes.filter(isAppend).map(sectionOf));
  const erase = units.some(({ writes }) => writes.some(({ kind }) => kind === 'conversation.delete'));
  const sealed = erase ? live.unsealed() : live.due(entry);
  return {
    request: {
      kind: 'commit',
      entry,
      slot: entry % live.ringEntries,
      sections: appends.map((sections) => sections.map(encodeSection).join('')).join(''),
      units: unitRequests(units, live, sealed),
      seals: sealed.flatMap((tail) => tail.segment() ?? []),
      erase,
    },
    appends,
    sealed,
  };
}

function sectionOf({ turn, epoch, firstSeq, events }: TurnAppend): Section {
  return { turn, epoch, firstSeq, count: events.length, lines: encodeEvents(events) };
}

/** Nearly all units are one append each, which the sections say already: a run of them crosses as its length. */
function unitRequests(units: readonly CommitUnit[], live: LiveLogs, sealed: readonly Tail[]): CommitRequest['units'] {
  const requests: (number | UnitRequest)[] = [];
  const sealedTails = new Set(sealed);
  let appends = 0;
  for (const unit of units) {
    if (isOneAppend(unit)) {
      appends += 1;
      continue;
    }
    if (appends > 0) {
      requests.push(appends);
      appends = 0;
    }
    requests.push(unitRequest(unit, live, sealedTails));
  }
  if (appends > 0) {
    requests.push(appends);
  }
  return requests;
}

function isOneAppend({ writes }: CommitUnit): boolean {
  return writes.length === 1 && writes[0]?.kind === 'turn.append';
}

function unitRequest(unit: CommitUnit, live: LiveLogs, sealed: ReadonlySet<Tail>): UnitRequest {
  return unit.writes.map((write): WriteRequest => {
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

function unsealedOf(turn: string, live: LiveLogs, sealed: ReadonlySet<Tail>): Segment | null {
  const tail = live.get(turn);
  return tail === undefined || sealed.has(tail) ? null : tail.segment();
}

function isAppend(write: Write): write is TurnAppend {
  return write.kind === 'turn.append';
}
