import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/*
 * "L3": the least that a server between a browser and a model can do. It is what the other servers are measured
 * against, so it is written as a careful person would write it, and nothing in it is slow on purpose.
 */
interface ProviderChunk {
  readonly choices: readonly { readonly delta?: { readonly content?: string | null } }[];
}

const port = Number(process.env['PORT'] ?? 8100);
const provider = new URL(`${process.env['OPENAI_BASE_URL'] ?? 'http://127.0.0.1:8101/v1'}/chat/completions`);
const agent = new Agent({ keepAlive: true, maxFreeSockets: 1024 });

const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

function relay(message: string, response: ServerResponse): void {
  const body = JSON.stringify({ model: 'gpt-4', stream: true, messages: [{ role: 'user', content: message }] });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const upstream = httpRequest(provider, { method: 'POST', agent, headers }, (answer) => {
    response.writeHead(200, STREAM_HEADERS);
    forward(answer, response);
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  upstream.end(body);
}

function forward(answer: IncomingMessage, response: ServerResponse): void {
  let rest = '';
  answer.setEncoding('utf8');
  answer.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    let writable = true;
    for (const block of blocks) {
      const content = contentOf(block);
      if (content) writable = response.write(`data: ${JSON.stringify({ content })}\n\n`);
    }
    if (!writable) {
      answer.pause();
      response.once('drain', () => answer.resume());
    }
  });
  answer.on('end', () => response.end('data: {"done":true}\n\n'));
  answer.on('error', () => response.destroy());
}

function contentOf(block: string): string | null | undefined {
  if (!block.startsWith('data: ') || block === 'data: [DONE]') return undefined;
  // The provider's format is documented, and a relay that checks nothing is the lower bound that is wanted here.
  const chunk = JSON.parse(block.slice(6)) as ProviderChunk;
  return chunk.choices[0]?.delta?.content;
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
    relay(message, response);
  });
});
server.listen({ port, host: '127.0.0.1', backlog: 4096 });
