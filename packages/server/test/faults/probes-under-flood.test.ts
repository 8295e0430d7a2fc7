import { Agent, request } from 'node:http';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { lookInside, OPEN_TO_LOOKS } from '../support/look-inside.ts';
import { nativeClient } from '../support/native-client.ts';
import { createServerHome } from '../support/server-process.ts';

const STREAMS = 60;
const WORDS = 400;
/** Enough that the probes are seen to answer while the flood lasts, not only at its edges. */
const PROBES = 10;

/** Asks for one answer after another, and reads them as fast as they come, until it is told to stop. */
async function flood(base: string, conversation: string, agent: Agent, isOver: () => boolean): Promise<number> {
  let answers = 0;
  for (; !isOver(); answers += 1) {
    await new Promise<void>((resolve, reject) => {
      const path = `${base}/api/v1/conversations/${conversation}/turns`;
      const headers = { 'content-type': 'application/json' };
      const asking = request(path, { agent, method: 'POST', headers }, (response) => {
        expect(response.statusCode).toBe(200);
        response.resume().once('end', resolve).once('error', reject);
      });
      asking.once('error', reject).end('{"message":"flood"}');
    });
  }
  return answers;
}

/** The bound of the promise, which a machine that others use keeps easily: alone it is some 10 ms. */
const LOOP_DELAY_P99_MS = 100;

verifies(
  'turn:35 fault:I7 readers:fair-loop',
  `/livez and /readyz answer while ${STREAMS} streams are in flood, and the event loop is seldom late`,
  async () => {
    const script = answer(words(WORDS));
    await using provider = await startFakeProvider({ respond: () => script });
    await using home = await createServerHome({
      ...OPEN_TO_LOOKS,
      OPENAI_BASE_URL: provider.baseUrl,
      LOG_LEVEL: 'WARNING',
    });
    const server = await home.start();
    const client = nativeClient(server.url);
    const agent = new Agent({ keepAlive: true, maxSockets: STREAMS });
    const conversations = await Promise.all(Array.from({ length: STREAMS }, () => client.createConversation()));
    // From here on the delay counts, not from the start, where modules are compiled.
    await lookInside(home);
    let over = false;
    const floods = conversations.map((conversation) => flood(server.url, conversation, agent, () => over));
    const all = Promise.all(floods);
    await provider.called(STREAMS - 1);
    for (const path of ['/livez', '/readyz']) {
      for (let probe = 0; probe < PROBES; probe += 1) {
        const callsBefore = provider.calls.length;
        expect((await fetch(`${server.url}${path}`)).status).toBe(200);
        // Between two probes the flood has gone on: a server that answers probes when it is done would not pass.
        await provider.called(callsBefore);
      }
    }
    expect((await lookInside(home)).loopDelayP99Ms).toBeLessThan(LOOP_DELAY_P99_MS);
    over = true;
    expect((await all).every((answers) => answers > 0)).toBe(true);
    agent.destroy();
    expect(await server.stop()).toBe(0);
  },
);
