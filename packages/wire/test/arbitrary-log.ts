import fc from 'fast-check';
import type { JsonObject, TerminalEvent, TurnEvent, TurnEventBody, TurnHeader } from '../src/index.ts';

/** A turn as every dialect can be asked to tell it: what was known at acceptance, and its whole log. */
export interface TurnLog {
  readonly header: TurnHeader;
  /** A valid log: numbered from 0, parts opened before their deltas, one terminal at the end. */
  readonly events: readonly TurnEvent[];
}

/** What has broken stream clients and parsers before. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\n',
  '\r',
  '\r\n\r\ndata: {"is_final":true}\r\n\r\n',
  '\n\ndata: [DONE]\n\n',
  '[DONE]',
  'data: ',
  ': ping\n\n',
  'event: error\nid: 9\nretry: 1\n',
  '\u2028\u2029\u0085\u000b\u000c',
  '\u0000\u007f\u001b[31m',
  '\ufeff',
  '"\\\u0022',
  '\ud83d',
  '\ude00',
  '\u{10ffff}\u{1f600}\u{20000}\u{e0001}',
];

/** One UTF-16 unit, lone surrogates included. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Any text at all: every plane, every control character, lone surrogates, and the hostile ones more often. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) },
  { weight: 1, arbitrary: fc.string({ unit: anyUnit, maxLength: 12 }) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
);

const anyName = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 });
const count = fc.nat({ max: 100_000 });

const anyDetails: fc.Arbitrary<JsonObject> = fc.dictionary(
  anyName,
  fc.oneof(anyText, count, fc.boolean(), fc.constant(null), fc.array(anyText, { maxLength: 2 })),
  { maxKeys: 3 },
);

const anyHeader: fc.Arbitrary<TurnHeader> = fc.record({
  id: fc.uuid(),
  conversation: fc.uuid(),
  userMessage: fc.uuid(),
  assistantMessage: fc.uuid(),
  model: anyName,
  mount: anyName,
  correlationId: anyName,
  createdAt: fc.constant(1_790_000_000_000),
  options: fc.constant({}),
});

/** What may stand anywhere between the start and the end of a turn. */
const anyAside: fc.Arbitrary<TurnEventBody> = fc.oneof(
  fc.record(
    {
      type: fc.constant('progress'),
      step: anyName,
      message: anyText,
      percent: fc.nat({ max: 100 }),
      details: anyDetails,
    },
    { requiredKeys: ['type', 'step', 'message'] },
  ),
  fc.record({ type: fc.constant('tool.started'), call: anyName, name: anyText }),
  fc.record({ type: fc.constant('tool.args'), call: anyName, text: anyText }),
  fc.record({ type: fc.constant('tool.ready'), call: anyName, input: anyDetails }),
  fc.record({ type: fc.constant('tool.result'), call: anyName, output: anyDetails, isError: fc.boolean() }),
  fc.record(
    {
      type: fc.constant('citation'),
      id: anyName,
      source: fc.record({ kind: fc.constantFrom('document', 'memory', 'url'), title: anyText, ref: anyName }),
      quote: anyText,
      range: fc.tuple(count, count),
    },
    { requiredKeys: ['type', 'id', 'source'] },
  ),
  fc.record({ type: fc.constant('state'), scope: anyName, patch: anyDetails, version: count }),
  fc.record(
    {
      type: fc.constant('usage'),
      input: count,
      output: count,
      cachedInput: count,
      points: count,
      provider: anyName,
      model: anyName,
      estimated: fc.boolean(),
    },
    { requiredKeys: ['type', 'input', 'output', 'provider', 'model', 'estimated'] },
  ),
);

interface Part {
  readonly kind: 'text' | 'reasoning';
  readonly content: readonly (string | TurnEventBody)[];
  readonly ended: boolean;
}

const anyPart: fc.Arbitrary<Part> = fc.record({
  kind: fc.constantFrom('text', 'text', 'reasoning'),
  content: fc.array(fc.oneof({ weight: 4, arbitrary: anyText }, { weight: 1, arbitrary: anyAside }), { maxLength: 8 }),
  ended: fc.boolean(),
});

/** The terminal, given the text that the log's deltas make. */
const anyEnding: fc.Arbitrary<(text: string, message: string) => TerminalEvent> = fc.oneof(
  fc
    .tuple(fc.constantFrom('stop', 'length', 'content-filter', 'tool-limit', 'other'), fc.option(anyDetails))
    .map(([finish, result]) => (text: string, message: string): TerminalEvent => {
      const completed = { type: 'turn.completed', finish, text, message } as const;
      return result === null ? completed : { ...completed, result };
    }),
  fc
    .record({ type: fc.constant('turn.failed'), code: anyName, message: anyText, retryable: fc.boolean() })
    .map((failed) => (partial: string): TerminalEvent => ({ ...failed, partial })),
  fc
    .record({ type: fc.constant('turn.cancelled'), by: anyName })
    .map((cancelled) => (partial: string): TerminalEvent => ({ ...cancelled, partial })),
);

/** Any valid log of a turn, those included that end before they started. */
export const anyTurnLog: fc.Arbitrary<TurnLog> = fc
  .record({
    header: anyHeader,
    waiting: fc.array(anyAside, { maxLength: 1 }),
    parts: fc.option(fc.array(anyPart, { maxLength: 4 }), { freq: 8 }),
    ending: anyEnding,
  })
  .map(({ header, waiting, parts, ending }) => {
    const bodies: TurnEventBody[] = [...waiting];
    let text = '';
    if (parts) {
      bodies.push(startedEvent(header));
      for (const [number, part] of parts.entries()) {
        bodies.push(...partEvents(number, part));
        if (part.kind === 'text') text += part.content.filter((piece) => typeof piece === 'string').join('');
      }
    }
    bodies.push(ending(text, header.assistantMessage));
    return { header, events: numberEvents(header.id, bodies) };
  });

/** Gives bodies their place in the log of `turn`: numbers from 0, and times that grow. */
export function numberEvents(turn: string, bodies: readonly TurnEventBody[]): readonly TurnEvent[] {
  return bodies.map((body, seq) => ({ ...body, turn, seq, at: 1_790_000_000_000 + seq }));
}

export function startedEvent(header: TurnHeader): TurnEventBody {
  const { conversation, userMessage, assistantMessage, model, correlationId, mount } = header;
  return {
    type: 'turn.started',
    conversation,
    isNewConversation: true,
    owner: 'anonymous',
    userMessage,
    assistantMessage,
    model,
    correlationId,
    mount,
  };
}

function partEvents(part: number, { kind, content, ended }: Part): readonly TurnEventBody[] {
  const inner = content.map((piece): TurnEventBody =>
    typeof piece === 'string' ? { type: 'part.delta', part, text: piece } : piece,
  );
  const opened: readonly TurnEventBody[] = [{ type: 'part.started', part, kind }, ...inner];
  return ended ? [...opened, { type: 'part.ended', part }] : opened;
}
