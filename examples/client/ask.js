// Asks from a terminal and writes the answer as it comes. Killed in the middle and started again, it goes on behind the
// last word that it wrote. Ctrl+C stops the answer at the server.
//
//   node examples/client/ask.js http://localhost:8000 "Why is the sky blue?"
import { createClient } from '@parlance/client';
import { fileStorage } from './file-storage.js';

const [url = 'http://localhost:8000', message = 'What is 2+2?', folder = '.ask'] = process.argv.slice(2);
const client = createClient({ url, storage: fileStorage(folder) });

const begin = async () => {
  const { id } = await client.conversations.create({ assistant: 'assistant' });
  return client.send(id, message);
};
const [unfinished] = await client.pending();
const stream = unfinished === undefined ? await begin() : client.resume(unfinished);

process.once('SIGINT', () => {
  stream.cancel().then(
    (state) => process.stderr.write(`\n[${state}]\n`),
    (error) => process.stderr.write(`\n${error.message} ${error.advice}\n`),
  );
});

try {
  for await (const event of stream) {
    if (event.type === 'part.delta') process.stdout.write(event.text);
    await stream.checkpoint(event.seq);
  }
  const { status, failure } = await stream.ended;
  process.stderr.write(`\n[${status}] ${failure?.message ?? ''}\n`);
} catch (error) {
  process.stderr.write(`\n${error.message} ${error.advice}\n`);
  process.exitCode = 1;
}
