import { createServer, type ServerResponse } from 'node:http';
import { createOpenAI } from '@ai-sdk/openai';
import { pipeUIMessageStreamToResponse, streamText, toUIMessageStream } from 'ai';

/* The relay's job with the AI SDK, as its guide has it: `streamText`, answered as a UI message stream. */

const openai = createOpenAI({ apiKey: 'sk-bench-not-a-real-key', baseURL: process.env['OPENAI_BASE_URL'] ?? '' });
const model = openai.chat('gpt-4');

async function answer(message: string, response: ServerResponse): Promise<void> {
  const stopped = new AbortController();
  response.on('close', () => stopped.abort());
  const result = streamText({
    model,
    messages: [{ role: 'user', content: message }],
    abortSignal: stopped.signal,
  });
  await pipeUIMessageStreamToResponse({ response, stream: toUIMessageStream({ stream: result.stream }) });
}

const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(request.url === '/readyz' ? 200 : 404).end();
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => {
    const { message } = JSON.parse(body) as { readonly message: string };
    answer(message, response).catch(() => response.destroy());
  });
});
server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1', backlog: 4096 });
