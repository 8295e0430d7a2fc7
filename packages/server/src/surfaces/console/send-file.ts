import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BuiltFile } from './built-page.ts';

/**
 * What a page may do that shows text of strangers: run our script, load our styles and images, talk to us. Nothing
 * inline, nothing from elsewhere, and no text becomes HTML (`require-trusted-types-for`). Source: FAULTS.md S08.
 */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Names in links of answers would be looked up otherwise, and a name alone can carry something away.
  'x-dns-prefetch-control': 'off',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;

const FOR_A_YEAR = 'public, max-age=31536000, immutable';

/** Answers with a file of the page, in the best encoding that the browser takes, or with 304 where it has it. */
export function sendFile(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): FastifyReply {
  reply.headers(HEADERS);
  reply.header('etag', file.etag);
  reply.header('cache-control', file.immutable ? FOR_A_YEAR : 'no-cache');
  reply.header('vary', 'Accept, Accept-Encoding');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const { encoding, body } = chooseEncoding(request.headers['accept-encoding'], file);
  if (encoding !== null) reply.header('content-encoding', encoding);
  return reply.type(file.contentType).send(body);
}

function chooseEncoding(accepted: unknown, { br, gzip, identity }: BuiltFile) {
  const takes = (name: string): boolean =>
    typeof accepted === 'string' && accepted.split(',').some((each) => each.trim().split(';')[0] === name);
  if (br !== null && takes('br')) return { encoding: 'br', body: br };
  if (gzip !== null && takes('gzip')) return { encoding: 'gzip', body: gzip };
  return { encoding: null, body: identity };
}
