import type { JsonObject, PartDelta, TurnEvent } from '@parlance/wire';

/** What a plain line cannot hold: its own end, and what UTF-8 in SQLite would not give back as it was. */
const NEEDS_JSON = /[\n\0\ud800-\udfff]/;

/**
 * One line of text for each event, without `turn` and `seq`, which follow from where the line stands. The delta, which
 * comes a thousand times a turn, is `<at>,<part>,<text>`; everything else is the JSON of the event. A line never
 * contains a newline, so lines joined by newlines can be joined again, cut and counted without being parsed.
 */
export function encodeEvents(events: readonly TurnEvent[]): string {
  // Joined rather than added up: the lines stay as long as their turn, and a string put together by `+` keeps its pieces.
  return events.map(encodeEvent).join('\n');
}

/**
 * The events of `lines` with `seq > after`, at most `limit`. `firstSeq` is the number of the first line; lines before
 * the wanted ones are skipped without being parsed. Keys come back in the order in which they were written, so that a
 * format which prints an event as it is prints the same from memory and from the log.
 */
export function decodeEvents(
  turn: string,
  lines: string,
  firstSeq: number,
  after: number,
  limit: number,
): readonly TurnEvent[] {
  const events: TurnEvent[] = [];
  let start = 0;
  for (let seq = firstSeq; events.length < limit && start <= lines.length; seq += 1) {
    const newline = lines.indexOf('\n', start);
    const end = newline === -1 ? lines.length : newline;
    if (seq > after) {
      events.push(decodeEvent(turn, seq, lines.slice(start, end)));
    }
    start = end + 1;
  }
  return events;
}

function encodeEvent(event: TurnEvent): string {
  if (event.type === 'part.delta' && !NEEDS_JSON.test(event.text)) {
    return `${event.at},${event.part},${event.text}`;
  }
  const { turn: _turn, seq: _seq, ...rest } = event;
  return JSON.stringify(rest);
}

function decodeEvent(turn: string, seq: number, line: string): TurnEvent {
  if (line.startsWith('{')) {
    // The line was made from a TurnEvent by `encodeEvent` and nobody else writes lines.
    const rest = JSON.parse(line) as JsonObject;
    return { turn, seq, ...rest } as unknown as TurnEvent;
  }
  const first = line.indexOf(',');
  const second = line.indexOf(',', first + 1);
  const delta: PartDelta = {
    type: 'part.delta',
    part: Number(line.slice(first + 1, second)),
    text: line.slice(second + 1),
  };
  return { turn, seq, at: Number(line.slice(0, first)), ...delta };
}
