import { makeToken, signWithSecret, STRONG_SECRET } from './issuer.ts';

/** A secret as it would be written, and the piece of it that may be found nowhere. */
export interface Canary {
  readonly name: string;
  readonly text: string;
  readonly piece: string;
}

const WORD = 'Q7canary';
const HEX = 'ca0a17';

function canary(name: string, make: (piece: string) => string, base = WORD): Canary {
  const piece = `${base}${[...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1e8, 7).toString(16)}`;
  return { name, text: make(piece), piece };
}

const BEFORE = 'Zx81';

/** What looks like a secret wherever it stands: the logger knows it by its form. */
export const SHAPED: readonly Canary[] = [
  canary('OpenAI key', (piece) => `sk-${BEFORE}${piece}`),
  canary('OpenAI project key', (piece) => `sk-proj-${BEFORE}-${piece}`),
  canary('Anthropic key', (piece) => `sk-ant-api03-${piece}-${BEFORE}`),
  canary('Stripe secret key', (piece) => `sk_live_${piece}`),
  canary('Stripe restricted key', (piece) => `rk_live_${piece}`),
  canary('Google key', (piece) => `AIza${BEFORE}${piece}0000000000`),
  canary('Google access', (piece) => `ya29.${piece}`),
  canary('AWS key id', (piece) => `AKIA${piece.toUpperCase()}`),
  canary('GitHub token', (piece) => `ghp_${piece}`),
  canary('GitHub fine token', (piece) => `github_pat_${piece}`),
  canary('GitLab token', (piece) => `glpat-${piece}`),
  canary('Slack bot', (piece) => `xoxb-${piece}`),
  canary('Slack app', (piece) => `xapp-${piece}`),
  canary('Slack hook', (piece) => `https://hooks.slack.com/services/T0/B0/${piece}`),
  canary('Hugging Face', (piece) => `hf_${piece}`),
  canary('Groq', (piece) => `gsk_${piece}`),
  canary('xAI', (piece) => `xai-${piece}`),
  canary('npm', (piece) => `npm_${piece}`),
  canary('SendGrid', (piece) => `SG.${piece}`),
  canary('webhook secret', (piece) => `whsec_${piece}`),
  canary('hex secret', (piece) => `${piece}${'0'.repeat(48)}`, HEX),
  canary('private key', (piece) => `-----BEGIN RSA PRIVATE KEY-----\n${piece}\n-----END RSA PRIVATE KEY-----`),
  canary('PKCS 8 key', (piece) => `-----BEGIN PRIVATE KEY-----\n${piece}`),
  canary('PostgreSQL address', (piece) => `postgres://parlance:${piece}@db.example/parlance`),
  canary('Redis address', (piece) => `redis://:${piece}@cache.example:6379`),
  canary('address with a user', (piece) => `https://${piece}@host.example/`),
  canary('address with a key', (piece) => `https://host.example/v1?api_key=${piece}&x=1`),
  canary('address with a token', (piece) => `https://host.example/cb?access_token=${piece}`),
  canary('signed address', (piece) => `https://bucket.example/x?X-Amz-Signature=${piece}`),
  canary('Bearer', (piece) => `Bearer ${piece}`),
  canary('Basic', (piece) => `Basic ${Buffer.from('user:').toString('base64')}${piece}`),
  canary('Digest', (piece) => `Digest username="u", nonce="${piece}", response="${piece}"`),
  canary('Negotiate', (piece) => `Negotiate ${piece}`),
  canary('ApiKey', (piece) => `ApiKey ${piece}`),
  canary('AWS signature', (piece) => `AWS4-HMAC-SHA256 Credential=${piece}/x, SignedHeaders=host, Signature=${piece}`),
  canary('header line', (piece) => `Authorization: Custom a b ${piece}`),
  canary('cookie line', (piece) => `Cookie: theme=dark; session=${piece}`),
  canary('set-cookie line', (piece) => `set-cookie: session=${piece}; HttpOnly`),
  canary('key line', (piece) => `x-api-key: ${piece}`),
  canary('variable', (piece) => `OPENAI_API_KEY=${piece}`),
  canary('secret variable', (piece) => `aws_secret_access_key = ${piece}`),
  canary('JSON password', (piece) => `{"db_password":"${piece}"}`),
  canary('client secret', (piece) => `client_secret=${piece}`),
  jwt(),
];

function jwt(): Canary {
  const piece = 'Q7canaryJwtSubject';
  const text = makeToken({ alg: 'HS256', typ: 'JWT' }, { sub: piece }, (input) => signWithSecret(STRONG_SECRET, input));
  return { name: 'JWT', text, piece: text.split('.')[1] ?? '' };
}

/** What no form betrays: it must not be written down at all. */
export const SHAPELESS: readonly Canary[] = [
  canary('message', (piece) => `Dear ${piece}, here is my diary.`),
  canary('password alone', (piece) => piece),
  canary('session alone', (piece) => `9f-${piece}`),
  canary('name', (piece) => `${piece} Example`),
  canary('address of a person', (piece) => `${piece}@mail.example`),
  canary('number of a card', (piece) => `4111-${piece}`),
];

export const CANARIES: readonly Canary[] = [...SHAPED, ...SHAPELESS];

/** The names of the canaries of which a piece stands in the text. */
export function caughtIn(text: string, canaries: readonly Canary[] = CANARIES): readonly string[] {
  const found = text.toLowerCase();
  return canaries.filter(({ piece }) => found.includes(piece.toLowerCase())).map(({ name }) => name);
}
