import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, refusal, type Script, type Step } from '../support/fake-provider/script.ts';
import { wireBytes } from '../support/wire-bytes.ts';
import { startUpstream, WIRES } from '../support/upstream.ts';

const TEXTS = ['é', '漢🎉', ' \u2028"\n'];
const WHOLE = TEXTS.join('');

describe.each(WIRES)('the stream of %s', (wire) => {
  const bytes = wireBytes(wire, answer(TEXTS));
  const text = bytes.toString();

  verifies('fault:U08', 'gives the same text wherever its bytes are cut', async () => {
    await using upstream = await startUpstream({ wire });
    // Every offset of what carries the text; the rest is cut everywhere by the reading of bytes one by one.
    const begin = bytes.indexOf(Buffer.from('é')) - 30;
    const end = bytes.lastIndexOf(Buffer.from('🎉')) + 10;
    const step = Math.max(1, Math.floor((end - begin) / 60));
    for (let cut = begin; cut < end; cut += step) {
      const asked = await upstream.ask(body(bytes.subarray(0, cut), bytes.subarray(cut)));
      expect(asked, `cut at ${cut}`).toMatchObject({ text: WHOLE, terminal: { type: 'turn.completed' } });
    }
    const single = await upstream.ask(body(...Array.from(bytes, (byte) => Uint8Array.of(byte))));
    expect(single).toMatchObject({ text: WHOLE, calls: 1 });
  });

  const framings: Readonly<Record<string, string>> = {
    LF: text,
    CRLF: text.replaceAll('\n', '\r\n'),
    CR: text.replaceAll('\n', '\r'),
    'a byte order mark': `\uFEFF${text}`,
    comments: `: PROCESSING\n\n${text.replaceAll('data:', ': still here\ndata:')}`,
    'no space after the colon': text.replaceAll('data: ', 'data:'),
    'several data lines': text.replaceAll(/^(data: \{"[^"]*":"[^"]*"),/gm, '$1,\ndata: '),
    'ids and retry times': text.replaceAll('data:', 'id: 7\nretry: 10\ndata:'),
  };
  verifies('fault:U09', 'gives the same events however its lines are written', async () => {
    await using upstream = await startUpstream({ wire });
    expect(framings['several data lines']).not.toBe(text);
    for (const [name, framed] of Object.entries(framings)) {
      const asked = await upstream.ask(body(framed));
      expect(asked, name).toMatchObject({ text: WHOLE, terminal: { type: 'turn.completed' }, calls: 1 });
      expect(asked.usage, name).toMatchObject({ input: 7, output: 3, estimated: false });
    }
  });

  verifies('fault:U10', 'is cut off where an event does not end', async () => {
    await using upstream = await startUpstream({ wire });
    const endless = Array.from({ length: 16_384 }, (): Step => ({ kind: 'chunk', bytes: ZEROS }));
    for (const first of ['data: ', '']) {
      const { terminal, calls } = await upstream.ask({ steps: [{ kind: 'chunk', bytes: first }, ...endless] });
      expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_protocol' });
      expect(calls).toBe(1);
      const call = await upstream.provider.closedByClient(upstream.provider.calls.length - 1);
      // The cap, and what the sockets hold between here and there.
      expect(call.written).toBeLessThan(8 * 1024 * 1024);
      await upstream.provider.connectionsAre(0);
    }
  });

  const BROKEN: Readonly<Record<string, string>> = {
    'text that is no JSON': 'data: {"choices": [{"del\n\n',
    'a number': 'data: 42\n\n',
    'a list': 'data: []\n\n',
  };
  verifies('fault:U11', 'that breaks its protocol fails the turn with a code', async () => {
    await using upstream = await startUpstream({ wire });
    for (const [name, broken] of Object.entries(BROKEN)) {
      const {
        terminal,
        calls,
        text: said,
      } = await upstream.ask({
        steps: [...answer(TEXTS).steps.slice(0, 2), { kind: 'chunk', bytes: broken }, { kind: 'hang' }],
      });
      expect(terminal, name).toMatchObject({ type: 'turn.failed', code: 'upstream_protocol', partial: WHOLE });
      expect({ said, calls }).toEqual({ said: WHOLE, calls: 1 });
    }
  });

  verifies('fault:U11', 'that adds to its protocol is read as if it had not', async () => {
    await using upstream = await startUpstream({ wire });
    const added = 'event: later\ndata: {"type":"later","nested":[[[{"a":1}]]]}\n\n: comment\n\nunknown: field\n\n\n\n';
    for (const script of [body(added, bytes, added), body(bytes, 'data: {"type":"error"}\n\n', 'rubbish')]) {
      const asked = await upstream.ask(script);
      expect(asked).toMatchObject({ text: WHOLE, terminal: { type: 'turn.completed' } });
    }
  });

  verifies('fault:U14', 'that is packed, of another type or elsewhere is refused', async () => {
    await using upstream = await startUpstream({ wire });
    const wrong: Readonly<Record<string, Script>> = {
      gzip: packed('gzip', gzipSync(bytes)),
      deflate: packed('deflate', deflateSync(bytes)),
      br: packed('br', brotliCompressSync(bytes)),
      html: { headers: { 'content-type': 'text/html' }, steps: [{ kind: 'chunk', bytes: '<html>' }] },
      redirect: refusal(302, { headers: { location: 'http://169.254.169.254/latest/meta-data/' } }),
      'a redirect to us': refusal(307, { headers: { location: upstream.provider.baseUrl } }),
    };
    for (const [name, script] of Object.entries(wrong)) {
      const { terminal, text: said, calls } = await upstream.ask(script);
      expect(terminal, name).toMatchObject({ type: 'turn.failed', code: 'upstream_protocol' });
      expect({ said, calls }, name).toEqual({ said: '', calls: 1 });
    }
  });
});

verifies('fault:U11', 'a stream of Chat Completions without [DONE] is complete with its finish reason', async () => {
  await using upstream = await startUpstream();
  const { steps } = answer(TEXTS);
  const asked = await upstream.ask({ steps: steps.slice(0, -1) });
  expect(asked).toMatchObject({ text: WHOLE, terminal: { type: 'turn.completed', finish: 'stop' } });
});

const ZEROS = Buffer.alloc(65_536, '0');

function body(...pieces: readonly (string | Uint8Array)[]): Script {
  return { steps: pieces.map((piece): Step => ({ kind: 'chunk', bytes: piece })) };
}

function packed(encoding: string, bytes: Uint8Array): Script {
  return { headers: { 'content-encoding': encoding }, steps: [{ kind: 'chunk', bytes }] };
}
