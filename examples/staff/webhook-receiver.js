// Receives webhooks and tells each message once: node webhook-receiver.js 8800 whsec_…
// The signature covers the bytes of the body, so it is verified before anything is parsed.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const [port, secret] = process.argv.slice(2);
const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
const MOST_SECONDS_APART = 300;
// A real receiver keeps these beside what it does with the messages, in one transaction.
const seen = new Set();

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    if (!isGenuine(request.headers, body)) return void response.writeHead(401).end();
    const id = request.headers['webhook-id'];
    // A message may come more than once, always under the same id.
    if (!seen.has(id)) process.stdout.write(`${JSON.stringify({ id, ...JSON.parse(body) })}\n`);
    seen.add(id);
    response.writeHead(204).end();
  });
}).listen(Number(port), '127.0.0.1', function listening() {
  process.stdout.write(`${JSON.stringify({ listening: this.address().port })}\n`);
});

function isGenuine(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) <= MOST_SECONDS_APART)) return false;
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  // More than one while a secret is being replaced.
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature.replace('v1,', ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
