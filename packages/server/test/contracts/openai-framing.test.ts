import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { body, content, DONE, FINISH, startAsking } from './openai-asking.ts';

const TEXTS = ['é', ' 漢字', ' 🎉', ' \u2028', ' "quoted"\n'];
const WHOLE = Buffer.from([...TEXTS.map(content), FINISH, DONE].join(''));
const EXPECTED = { texts: TEXTS, finish: 'stop', error: undefined };

describe('the openai model reads its stream', () => {
  verifies('model:framing', 'whatever byte it is cut at', async () => {
    await using asking = await startAsking();
    for (let cut = 1; cut < WHOLE.length; cut += 1) {
      const asked = await asking.ask(body(WHOLE.subarray(0, cut), WHOLE.subarray(cut)));
      expect(asked, `cut at byte ${cut}`).toMatchObject(EXPECTED);
    }
  });

  verifies('model:framing', 'byte by byte', async () => {
    await using asking = await startAsking();
    const bytes = Array.from(WHOLE, (byte) => Uint8Array.of(byte));
    expect(await asking.ask(body(...bytes))).toMatchObject(EXPECTED);
  });

  const text = WHOLE.toString();
  const framings: Readonly<Record<string, string>> = {
    'with CRLF': text.replaceAll('\n', '\r\n'),
    'with CR': text.replaceAll('\n', '\r'),
    'with a byte order mark': `\uFEFF${text}`,
    'with comments': `: PROCESSING\n\n${text.replaceAll('data:', ': still here\ndata:')}`,
    'without a space after the colon': text.replaceAll('data: ', 'data:'),
    'with its JSON over several data lines': text.replaceAll(',"delta"', ',\ndata: "delta"'),
    'with ids and retry times': text.replaceAll('data:', 'id: 7\nretry: 10\ndata:'),
    'with events of other names': `event: ping\ndata: {"type":"ping"}\n\n${text}`,
    'with named message events': text.replaceAll('data:', 'event: message\ndata:'),
  };
  for (const [name, framed] of Object.entries(framings)) {
    verifies('model:framing', name, async () => {
      await using asking = await startAsking();
      expect(await asking.ask(body(framed))).toMatchObject(EXPECTED);
      for (const cut of [1, 2, 3, 7, 50]) {
        const bytes = Buffer.from(framed);
        const pieces = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, index) =>
          bytes.subarray(index * cut, (index + 1) * cut),
        );
        expect(await asking.ask(body(...pieces)), `in pieces of ${cut}`).toMatchObject(EXPECTED);
      }
    });
  }

  verifies('model:framing', 'replaces bytes that are no UTF-8 instead of failing', async () => {
    await using asking = await startAsking();
    const [before = '', after = ''] = content('#').split('#');
    const broken = [Buffer.concat([Buffer.from(before), Buffer.of(0xc3)]), Buffer.from(after)];
    for (const pieces of [broken, [Buffer.concat(broken)]]) {
      const asked = await asking.ask(body(...pieces, content('!'), FINISH, DONE));
      expect(asked).toMatchObject({ texts: ['\uFFFD', '!'], finish: 'stop' });
    }
  });
});
