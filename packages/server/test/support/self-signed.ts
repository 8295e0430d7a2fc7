import { generateKeyPairSync, sign } from 'node:crypto';

/*
 * A certificate that signs itself, made anew in each run: no key lies in the repository and none runs out. Node has
 * no function for it, so the few structures of X.509 (RFC 5280 §4.1) are put together here as DER.
 */

/** A key and a certificate for these DNS names, in PEM. */
export function selfSigned(...names: readonly string[]): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const name = sequence(set(sequence(objectId(COMMON_NAME), tagged(0x0c, Buffer.from('Parlance tests')))));
  const alternatives = names.map((dnsName) => tagged(0x82, Buffer.from(dnsName)));
  const extensions = sequence(
    extension(SUBJECT_ALTERNATIVE_NAME, sequence(...alternatives)),
    // An authority, so that it may be trusted as the one that signed itself.
    extension(BASIC_CONSTRAINTS, sequence(tagged(0x01, Buffer.of(0xff)))),
  );
  const certificate = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  );
  const signature = sign('sha256', certificate, privateKey);
  const whole = sequence(certificate, algorithm, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const SUBJECT_ALTERNATIVE_NAME = [0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(part: Buffer): Buffer {
  return tagged(0x31, part);
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.of(value));
}

function objectId(encoded: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(encoded));
}

function utcTime(text: string): Buffer {
  return tagged(0x17, Buffer.from(text));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(objectId(id), tagged(0x04, value));
}
