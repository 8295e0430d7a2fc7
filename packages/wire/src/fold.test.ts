import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { anyTurnLog, numberEvents, startedEvent, type TurnLog } from '../test/arbitrary-log.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import type { Frame } from './dialect.ts';
import type { TurnEvent, TurnEventBody } from './events.ts';
import { BEFORE_FIRST, framesAfter, encodeEvent } from './fold.ts';
import { dialects, type RegisteredDialect } from './registry.ts';
import { MAX_DELTA_UNITS, splitText } from './split-text.ts';
import { SseParser, type SseEvent } from './sse-parser.ts';
import { formatFrame, MAX_FRAME_BYTES, streamPreamble } from './sse-writer.ts';
import type { TurnHeader } from './turn-header.ts';

/** Makes 0 to 3 frames of an event and counts in its state: no shipped format has further frames yet. */
const manyFrames: RegisteredDialect = {
  name: 'many-frames',
  heartbeat: '',
  start: () => 0,
  encode(state, event) {
    const count = Number(state);
    const frames = Array.from({ length: event.seq % 4 }, (_, index) => ({ event: 'e', data: `${count + index}` }));
    return [count + frames.length, frames];
  },
};

const everyDialect = [...dialects.values(), manyFrames];

function framesOf(dialect: RegisteredDialect, { header, events }: TurnLog): readonly (Frame & { id: string })[] {
  let state = dialect.start(header);
  return events.flatMap((event) => {
    const [next, frames] = dialect.encode(state, event);
    state = next;
    return frames.map((frame, further) => ({ ...frame, id: formatCursor(event.turn, event.seq, further) }));
  });
}

function live(dialect: RegisteredDialect, { header, events }: TurnLog): string {
  let state = dialect.start(header);
  let text = '';
  for (const event of events) {
    const [next, frames] = encodeEvent(dialect, state, event);
    state = next;
    text += frames;
  }
  return text;
}

function resumed(dialect: RegisteredDialect, { header, events }: TurnLog, id: string): string {
  const [, text] = framesAfter(dialect, dialect.start(header), events, parseCursor(id) ?? BEFORE_FIRST);
  return text;
}

function parse(bytes: readonly Uint8Array[]): readonly SseEvent[] {
  const events: SseEvent[] = [];
  const decoder = new TextDecoder();
  const parser = new SseParser({ onEvent: (event) => events.push(event) });
  for (const piece of bytes) parser.push(decoder.decode(piece, { stream: true }));
  return events;
}

verifies('wire:cursor:resume', 'continues byte for byte after any frame, in every format', () => {
  fc.assert(
    fc.property(anyTurnLog, (log) => {
      for (const dialect of everyDialect) {
        const whole = live(dialect, log);
        expect(resumed(dialect, log, log.header.id)).toBe(whole);
        let received = '';
        for (const frame of framesOf(dialect, log)) {
          received += formatFrame(frame.id, frame);
          expect(received + resumed(dialect, log, frame.id)).toBe(whole);
        }
        expect(received).toBe(whole);
      }
    }),
  );
});

verifies('wire:cursor:resume', 'continues from a state kept at any event as from the start of the log', () => {
  fc.assert(
    fc.property(anyTurnLog, fc.nat({ max: 40 }), ({ header, events }, kept) => {
      for (const dialect of everyDialect) {
        const [state, head] = framesAfter(dialect, dialect.start(header), events.slice(0, kept), BEFORE_FIRST);
        const [, tail] = framesAfter(dialect, state, events.slice(kept), BEFORE_FIRST);
        expect(head + tail).toBe(live(dialect, { header, events }));
      }
    }),
  );
});

verifies(
  'fault:A06 framing:1 framing:3 framing:6 wire:parser:chunking',
  'is read back frame by frame, with no event forged, whatever the text and the cut',
  () => {
    fc.assert(
      fc.property(anyTurnLog, fc.integer({ min: 1, max: 64 }), (log, size) => {
        for (const dialect of everyDialect) {
          const text = streamPreamble(log.header.id) + dialect.heartbeat + live(dialect, log);
          expect(text).toMatch(/^[\n\x20-\x7e]*$/);
          const written = framesOf(dialect, log).map(({ event = 'message', data, id }) => ({ event, data, id }));
          const bytes = new TextEncoder().encode(text);
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          // Where the heartbeat is an event of its own, it is the only one without a frame.
          expect(parse(pieces).filter(({ event }) => event !== 'heartbeat')).toEqual(written);
        }
      }),
    );
  },
);

verifies('framing:3', 'writes each frame of a shipped format as an id line and one data line', () => {
  fc.assert(
    fc.property(anyTurnLog, (log) => {
      for (const dialect of dialects.values()) {
        expect(live(dialect, log)).toMatch(/^(?:(?:event: [a-z]+\n)?id: [0-9a-f:-]+\ndata: [\x20-\x7e]+\n\n)*$/);
      }
    }),
  );
});

verifies('framing:4 framing:5', 'names events only where clients need them, and sends no [DONE]', () => {
  fc.assert(
    fc.property(anyTurnLog, (log) => {
      for (const dialect of dialects.values()) {
        const frames = framesOf(dialect, log);
        const isNamed = dialect.name === 'jacie';
        expect(frames.every(({ event, data }) => (event !== undefined) === isNamed && data.startsWith('{'))).toBe(true);
      }
    }),
  );
});

verifies('framing:8', 'ends with a frame for the terminal event, in every format', () => {
  fc.assert(
    fc.property(anyTurnLog, (log) => {
      for (const dialect of dialects.values()) {
        expect(framesOf(dialect, log).at(-1)?.id).toBe(formatCursor(log.header.id, log.events.length - 1));
      }
    }),
  );
});

const HEADER: TurnHeader = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  conversation: 'c',
  userMessage: 'u',
  assistantMessage: 'm',
  model: 'x',
  mount: 'assistant',
  correlationId: 'c'.repeat(128),
  createdAt: 0,
  // Jacie's text is in its frames only where that was asked for.
  options: { stream_tokens: true },
};

function answered(text: string): TurnLog {
  const deltas = splitText(text).map((piece): TurnEventBody => ({ type: 'part.delta', part: 0, text: piece }));
  const bodies: readonly TurnEventBody[] = [
    startedEvent(HEADER),
    { type: 'part.started', part: 0, kind: 'text' },
    ...deltas,
    { type: 'turn.completed', finish: 'stop', text, message: 'm' },
  ];
  return { header: HEADER, events: numberEvents(HEADER.id, bodies) };
}

const LONG_TEXTS = ['x', '\u2028', '😀', '\n\n data: [DONE]\r\n', '答え"\\', '\u0000\u007f'].map((unit) =>
  unit.repeat(Math.ceil(102_400 / unit.length)),
);

function textOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  // The whole text again, at the end.
  if ('type' in data && data.type === 'complete') return '';
  if ('content' in data && typeof data.content === 'string') return data.content;
  const isDelta = 'type' in data && data.type === 'part.delta' && 'text' in data;
  return isDelta && typeof data.text === 'string' ? data.text : '';
}

verifies('wire:text:whole', 'carries 100 KB of any text through every format', () => {
  for (const text of LONG_TEXTS) {
    for (const dialect of dialects.values()) {
      const events = parse([new TextEncoder().encode(live(dialect, answered(text)))]);
      const received = events.map(({ data }) => textOf(JSON.parse(data))).join('');
      expect(received === text).toBe(true);
    }
  }
});

verifies('framing:2', 'keeps the frame of a delta within its bytes when every unit is escaped', () => {
  const { header, events } = answered('\u2028'.repeat(3 * MAX_DELTA_UNITS));
  for (const dialect of dialects.values()) {
    let state = dialect.start(header);
    const sizes = events.map((event) => {
      const [next, text] = encodeEvent(dialect, state, event);
      state = next;
      return event.type === 'part.delta' ? new TextEncoder().encode(text).length : 0;
    });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(6 * MAX_DELTA_UNITS);
  }
});

verifies('wire:dialect:newer-events', 'passes over an event that only a newer node knows', () => {
  const { header, events } = answered('Hi there');
  // What a newer node stored: no type of ours, so only a cast can make it.
  const newer = { turn: header.id, seq: 2, at: 0, type: 'part.redrawn', shape: 'round' } as unknown as TurnEvent;
  const withNewer = [
    ...events.slice(0, 2),
    newer,
    ...events.slice(2).map((event) => ({ ...event, seq: event.seq + 1 })),
  ];
  for (const dialect of dialects.values()) {
    const known = framesOf(dialect, { header, events });
    const all = framesOf(dialect, { header, events: withNewer });
    const expected = dialect.name === 'native' ? known.length + 1 : known.length;
    expect(all).toHaveLength(expected);
  }
  expect(framesOf(dialects.get('native') ?? manyFrames, { header, events: withNewer })[2]?.data).toContain(
    '"shape":"round"',
  );
});

test('gives nothing for a place beyond the frames of an event', () => {
  const log = answered('Hi');
  for (const dialect of dialects.values()) {
    expect(resumed(dialect, log, formatCursor(HEADER.id, log.events.length - 1, 9))).toBe('');
    expect(resumed(dialect, log, formatCursor(HEADER.id, 9_999_999_999))).toBe('');
  }
});
