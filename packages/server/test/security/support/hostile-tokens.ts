import { base64, inSeconds } from '../../http/support/tokens.ts';
import { makeKey, makeToken, signWith, signWithSecret, STRONG_SECRET, type SigningKey } from './issuer.ts';

/** What a forger sends: the lines of one request's `Authorization`, as they are. */
export interface Hostile {
  readonly name: string;
  readonly lines: readonly string[];
}

/** How a server's own tokens are made: what has a right signature must still be refused for what it says. */
export interface Scheme {
  readonly header: Readonly<Record<string, unknown>>;
  readonly sign: (input: string) => string;
}

export const bySecret: Scheme = {
  header: { alg: 'HS256', typ: 'JWT' },
  sign: (input) => signWithSecret(STRONG_SECRET, input),
};

export function byKey(key: SigningKey): Scheme {
  return { header: { alg: key.alg, kid: key.kid, typ: 'JWT' }, sign: (input) => signWith(key, input) };
}

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'parlance';

/** Whom the tokens name: no log line may. */
export const SUBJECT = 'canary-mallory';

export function honestClaims() {
  return { sub: SUBJECT, iss: ISSUER, aud: AUDIENCE, exp: inSeconds(600), roles: ['admin'] };
}

/** Every token that the server with this scheme and these published keys must refuse. */
export function hostileTokens(scheme: Scheme, published: readonly SigningKey[]): readonly Hostile[] {
  return [
    ...unsigned(scheme),
    ...foreignKeys(scheme, published),
    ...mixedUp(scheme, published),
    ...wrongHeaders(scheme),
    ...wrongClaims(scheme),
    ...wrongSubjects(scheme),
    ...wrongSpelling(scheme),
    ...wrongCarriers(scheme),
  ];
}

function bearer(name: string, token: string): Hostile {
  return { name, lines: [`Bearer ${token}`] };
}

function good(scheme: Scheme): string {
  return makeToken(scheme.header, honestClaims(), scheme.sign);
}

function unsigned(scheme: Scheme): Hostile[] {
  const [head = '', body = '', signature = ''] = good(scheme).split('.');
  const none = ['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => [
    bearer(`alg ${alg}, no signature`, `${base64(JSON.stringify({ alg }))}.${body}.`),
    bearer(`alg ${alg}, some signature`, `${base64(JSON.stringify({ alg }))}.${body}.${signature}`),
  ]);
  return [
    ...none,
    bearer('alg empty', makeToken({ ...scheme.header, alg: '' }, honestClaims(), scheme.sign)),
    bearer('alg missing', makeToken({ typ: 'JWT' }, honestClaims(), scheme.sign)),
    bearer('alg a list', makeToken({ ...scheme.header, alg: [scheme.header['alg']] }, honestClaims(), scheme.sign)),
    bearer('alg null', makeToken({ ...scheme.header, alg: null }, honestClaims(), scheme.sign)),
    bearer('no signature', `${head}.${body}.`),
    bearer('half a signature', `${head}.${body}.${signature.slice(0, signature.length / 2)}`),
    bearer('one character less', `${head}.${body}.${signature.slice(0, -1)}`),
    bearer('one character more', `${head}.${body}.${signature}A`),
    bearer('signature of zeros', `${head}.${body}.${Buffer.alloc(32).toString('base64url')}`),
    bearer('changed payload', `${head}.${base64(JSON.stringify({ ...honestClaims(), sub: 'root' }))}.${signature}`),
  ];
}

function foreignKeys(scheme: Scheme, published: readonly SigningKey[]): Hostile[] {
  const own = makeKey('ES256');
  const forged = (more: object, alg: string = own.alg) =>
    makeToken({ ...scheme.header, alg, ...more }, honestClaims(), (input) => signWith(own, input));
  const shared = (more: object, secret: string) =>
    makeToken({ alg: 'HS256', ...more }, honestClaims(), (input) => signWithSecret(secret, input));
  const confusions = published.flatMap(({ publicPem, jwk, kid }) => [
    bearer(`public key ${kid} as secret`, shared({ kid }, publicPem)),
    bearer(`public key ${kid} without its last line break as secret`, shared({ kid }, publicPem.trim())),
    bearer(`JWK of ${kid} as secret`, shared({ kid }, JSON.stringify(jwk))),
  ]);
  return [
    ...confusions,
    bearer('key of a stranger', forged({})),
    bearer('jwk in the header', forged({ jwk: own.jwk })),
    bearer('jwk in the header, symmetric', shared({ jwk: { kty: 'oct', k: base64('own') } }, 'own')),
    bearer('jku', forged({ jku: 'http://127.0.0.1:1/keys' })),
    bearer('x5u', forged({ x5u: 'http://127.0.0.1:1/chain.pem' })),
    bearer('x5c', forged({ x5c: [base64(own.publicPem)] })),
    bearer('kid as a path to nothing', shared({ kid: '../../../../dev/null' }, '')),
    bearer('kid as a path to a known file', shared({ kid: '/proc/sys/kernel/ostype' }, 'Linux\n')),
    bearer('kid with SQL', shared({ kid: "x' UNION SELECT 'own" }, 'own')),
    bearer('kid as a command', shared({ kid: '|/usr/bin/id' }, 'own')),
    bearer('kid an object', forged({ kid: { $ne: null } })),
    bearer('kid __proto__', forged({ kid: '__proto__' })),
    bearer('another secret', shared({}, 'another secret that is long enough to be one')),
    bearer('empty secret', shared({}, '')),
    bearer('secret "undefined"', shared({}, 'undefined')),
    bearer('secret "null"', shared({}, 'null')),
  ];
}

/** Algorithms, keys and signatures of different kinds put together. */
function mixedUp(scheme: Scheme, published: readonly SigningKey[]): Hostile[] {
  const raw = (alg: string, kid: string, signature: Buffer) =>
    makeToken({ alg, kid }, honestClaims(), () => signature.toString('base64url'));
  // The order of P-256: with r = s = n a careless library computes with zero.
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  const crossed = published.flatMap((key) =>
    ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'HS384', 'HS512', 'ES256K', 'RS1']
      .filter((alg) => alg !== key.alg)
      .map((alg) =>
        bearer(
          `${alg} named, signed by ${key.alg}`,
          makeToken({ alg, kid: key.kid }, honestClaims(), (input) => signWith(key, input)),
        ),
      ),
  );
  return [
    ...crossed,
    bearer('ECDSA of zeros', raw('ES256', 'ES256', Buffer.alloc(64))),
    bearer('ECDSA of zeros for P-384', raw('ES384', 'ES384', Buffer.alloc(96))),
    bearer('ECDSA with r = s = n', raw('ES256', 'ES256', Buffer.concat([order, order]))),
    bearer('ECDSA of no bytes', raw('ES256', 'ES256', Buffer.alloc(0))),
    bearer('ECDSA in DER, zeros', raw('ES256', 'ES256', Buffer.from('3006020100020100', 'hex'))),
    bearer('RSA of zeros', raw('RS256', 'RS256', Buffer.alloc(256))),
    bearer('RSA of one', raw('RS256', 'RS256', Buffer.concat([Buffer.alloc(255), Buffer.from([1])]))),
    bearer('Ed25519 of zeros', raw('EdDSA', 'EdDSA', Buffer.alloc(64))),
    bearer(
      'HS384 with the secret',
      makeToken({ alg: 'HS384' }, honestClaims(), (input) => signWithSecret(STRONG_SECRET, input, 'sha384')),
    ),
    bearer(
      'HS512 with the secret',
      makeToken({ alg: 'HS512' }, honestClaims(), (input) => signWithSecret(STRONG_SECRET, input, 'sha512')),
    ),
    bearer(
      'hs256 in small letters',
      makeToken({ ...scheme.header, alg: String(scheme.header['alg']).toLowerCase() }, honestClaims(), scheme.sign),
    ),
  ];
}

function wrongHeaders(scheme: Scheme): Hostile[] {
  const signed = (header: object | string) => makeToken(header, honestClaims(), scheme.sign);
  const text = JSON.stringify(scheme.header);
  return [
    bearer('crit unknown', signed({ ...scheme.header, crit: ['x'], x: 1 })),
    bearer('crit empty', signed({ ...scheme.header, crit: [] })),
    bearer('crit of a header that is missing', signed({ ...scheme.header, crit: ['exp'] })),
    bearer('b64 false', signed({ ...scheme.header, crit: ['b64'], b64: false })),
    bearer('alg twice, none last', signed(text.replace(/}$/, ',"alg":"none"}'))),
    bearer('alg twice, none first', signed(text.replace(/^{/, '{"alg":"none",'))),
    bearer('kid twice', signed(text.replace(/}$/, ',"kid":"a","kid":"b"}'))),
    bearer('__proto__ in the header', signed(text.replace(/^{/, '{"__proto__":{"alg":"none"},'))),
    bearer('typ of a log-out', signed({ ...scheme.header, typ: 'logout+jwt' })),
    bearer('typ of an encrypted token', signed({ ...scheme.header, typ: 'JWE' })),
    bearer('typ a number', signed({ ...scheme.header, typ: 7 })),
    bearer('header a list', signed('[]')),
    bearer('header null', signed('null')),
    bearer('header no JSON', signed('alg=HS256')),
    bearer(
      'header not UTF-8',
      signed(text).replace(/^[^.]+/, Buffer.from('{"alg":"\xff"}', 'latin1').toString('base64url')),
    ),
    bearer('nested', makeToken({ ...scheme.header, cty: 'JWT' }, good(scheme), scheme.sign)),
  ];
}

function wrongClaims(scheme: Scheme): Hostile[] {
  const claims = honestClaims();
  const signed = (payload: object | string | Buffer) => makeToken(scheme.header, payload, scheme.sign);
  const text = JSON.stringify(claims);
  const changed: readonly (readonly [name: string, change: object])[] = [
    ['expired', { exp: inSeconds(-120) }],
    ['exp missing', { exp: undefined }],
    ['exp null', { exp: null }],
    ['exp as text', { exp: String(claims.exp) }],
    ['exp a fraction', { exp: claims.exp + 0.5 }],
    ['exp 2^53', { exp: 2 ** 53 }],
    ['exp in milliseconds', { exp: claims.exp * 1_000 }],
    ['exp negative', { exp: -1 }],
    ['exp a list', { exp: [claims.exp] }],
    ['exp true', { exp: true }],
    ['nbf in the future', { nbf: inSeconds(300) }],
    ['nbf as text', { nbf: '0' }],
    ['iat in the future', { iat: inSeconds(300) }],
    ['iat as text', { iat: '0' }],
    ['iat negative', { iat: -5 }],
    ['iss wrong', { iss: 'https://issuer.example.evil' }],
    ['iss with a slash more', { iss: `${ISSUER}/` }],
    ['iss a list', { iss: [ISSUER] }],
    ['iss missing', { iss: undefined }],
    ['aud wrong', { aud: 'another-service' }],
    ['aud in another case', { aud: AUDIENCE.toUpperCase() }],
    ['aud an object', { aud: { 0: AUDIENCE } }],
    ['aud empty', { aud: [] }],
    ['aud missing', { aud: undefined }],
  ];
  return [
    ...changed.map(([name, change]) => bearer(name, signed({ ...claims, ...change }))),
    bearer('exp beyond numbers', signed(text.replace(/"exp":\d+/, '"exp":1e999'))),
    bearer('sub twice', signed(text.replace(/}$/, ',"sub":"root"}'))),
    bearer('roles twice', signed(text.replace(/}$/, ',"roles":[]}'))),
    bearer('payload not UTF-8', signed(Buffer.from(text.replace(SUBJECT, `${SUBJECT}\xff`), 'latin1'))),
    bearer('payload a list', signed([claims])),
    bearer('payload text', signed(JSON.stringify(SUBJECT))),
    bearer('payload no JSON', signed(SUBJECT)),
    bearer('payload empty', signed('')),
    bearer('payload nested too deep', signed(`${'['.repeat(500)}${']'.repeat(500)}`)),
  ];
}

function wrongSubjects(scheme: Scheme): Hostile[] {
  const subjects: readonly (readonly [name: string, sub: unknown])[] = [
    ['missing', undefined],
    ['empty', ''],
    ['null', null],
    ['a number', 7],
    ['an object', { $ne: null }],
    ['a list', ['alice']],
    ['very long', 'a'.repeat(256)],
    ['with NUL', 'alice\0'],
    ['with a line break', 'alice\r\nX-Admin: 1'],
    ['with an escape sequence', 'alice\u001b[2J'],
    ['with a C1 control', 'alice\u009b31m'],
    ['with a line separator', 'alice\u2028'],
    ['with half a surrogate pair', 'alice\ud800'],
    ['anonymous', 'anonymous'],
  ];
  return subjects.map(([name, sub]) =>
    bearer(`sub ${name}`, makeToken(scheme.header, { ...honestClaims(), sub }, scheme.sign)),
  );
}

function wrongSpelling(scheme: Scheme): Hostile[] {
  const token = good(scheme);
  const [head = '', body = '', signature = ''] = token.split('.');
  const last = ALPHABET.indexOf(signature.at(-1) ?? '');
  return [
    bearer('padded', `${head}.${body}.${signature}==`),
    bearer('unused bits set', `${head}.${body}.${signature.slice(0, -1)}${ALPHABET[last + 1] ?? ''}`),
    bearer('two parts', `${head}.${body}`),
    bearer('four parts', `${token}.${signature}`),
    bearer('encrypted form', `${head}.${head}.${body}.${body}.${signature}`),
    bearer('only dots', '..'),
    bearer('JSON form', `{"protected":"${head}","payload":"${body}","signature":"${signature}"}`),
    bearer('base64 with + and /', token.replaceAll('-', '+').replaceAll('_', '/').replace('.', '+.')),
    bearer(
      'fifteen kilobytes',
      makeToken(scheme.header, { ...honestClaims(), more: 'a'.repeat(11_000) }, () => signature),
    ),
  ];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Good tokens in places and forms where none may be. */
function wrongCarriers(scheme: Scheme): Hostile[] {
  const token = good(scheme);
  const other = makeToken(scheme.header, { ...honestClaims(), sub: 'root' }, scheme.sign);
  const line = (name: string, ...lines: readonly string[]): Hostile => ({ name, lines });
  return [
    line('no scheme', token),
    line('Basic', `Basic ${base64(`${SUBJECT}:password`)}`),
    line('Basic with a token', `Basic ${token}`),
    line('another scheme', `Token ${token}`),
    line('Bearer in small letters, forged', `bearer ${token.slice(0, -8)}AAAAAAAA`),
    line('Bearer twice', `Bearer Bearer ${token}`),
    line('Bearer and nothing', 'Bearer'),
    line('empty', ''),
    line('two tokens', `Bearer ${token} ${other}`),
    line('two tokens and a comma', `Bearer ${token}, Bearer ${other}`),
    line('two headers', `Bearer ${token}`, `Bearer ${other}`),
    line('two equal headers', `Bearer ${token}`, `Bearer ${token}`),
    line('in quotes', `Bearer "${token}"`),
    line('with a parameter', `Bearer ${token}; realm=x`),
    line('with a tab', `Bearer\t${token}`),
  ];
}
