import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import Fastify from 'fastify';
import OpenAI from 'openai';

/* The relay's job with the usual libraries, each with its defaults: the `openai` SDK behind Fastify. */

const openai = new OpenAI({ apiKey: 'sk-bench-not-a-real-key', baseURL: process.env['OPENAI_BASE_URL'] });
const app = Fastify();

app.get('/readyz', () => ({ ready: true }));

app.post<{ Body: { readonly message: string } }>('/chat', async (request, reply) => {
  const stopped = new AbortController();
  reply.raw.on('close', () => stopped.abort());
  const chunks = await openai.chat.completions.create(
    { model: 'gpt-4', stream: true, messages: [{ role: 'user', content: request.body.message }] },
    { signal: stopped.signal },
  );
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  try {
    for await (const chunk of chunks) {
      const content = chunk.choices[0]?.delta.content;
      if (content) await send(reply.raw, { content }, stopped.signal);
    }
    // The SDK ends the loop as if nothing had happened when a stream is aborted.
    if (!stopped.signal.aborted) reply.raw.end('data: {"done":true}\n\n');
  } catch {
    reply.raw.destroy();
  }
});

async function send(response: ServerResponse, event: object, signal: AbortSignal): Promise<void> {
  if (!response.write(`data: ${JSON.stringify(event)}\n\n`)) await once(response, 'drain', { signal });
}

await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1', backlog: 4096 });
