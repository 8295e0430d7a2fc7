import type { WireName } from '../../support/upstream.ts';

/** Text that is easily torn, taken for syntax or mistaken for an end. */
export const PIECES: readonly string[] = [
  'a',
  ' é',
  '漢字',
  '🎉🎉',
  ' \u2028',
  '"\\',
  '\r\n\r\ndata: x',
  '[DONE]',
  'Ä'.repeat(300),
  ' the',
  ' end',
];

/** What may stand between frames and means nothing. */
export const BETWEEN: readonly (string | Buffer)[] = [
  ': comment\n\n',
  'event: ping\ndata: {"type": "ping"}\n\n',
  'data: {"type":"later"}\n\n',
  'data: {"type":"later","choices":[],"delta":{"nested":[[[{}]]]}}\n\n',
  '\n\n\n\n',
  'retry: 1\nid: \0\n\n',
  Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x0a]),
];

/** What no wire allows. */
export const BREAKING: readonly string[] = [
  'data: {"broken\n\n',
  'data: [1,2]\n\n',
  `data: ${'x'.repeat(1_100_000)}\n\n`,
  'data: "text"\n\n',
  'data: 42\n\n',
  `data: ${'['.repeat(200_000)}\n\n`,
];

/** Well-formed JSON in which a field that carries meaning has another type. */
export const WRONG_TYPES: Readonly<Record<WireName, readonly string[]>> = {
  openai: ['data: {"choices":[{"index":0,"delta":{"content":42}}]}\n\n', 'data: {"choices":"none"}\n\n'],
  responses: [
    'data: {"type":"response.output_text.delta","item_id":"item_0","output_index":0,"content_index":0,"delta":42}\n\n',
  ],
  anthropic: ['data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":42}}\n\n'],
};
