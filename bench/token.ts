import { createHmac } from 'node:crypto';

/** A token signed with HS256, valid for a day: every request of a run is authenticated with it. */
export function mintToken(secret: string, subject: string): string {
  const now = Math.floor(Date.now() / 1000);
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const claims = encode({ sub: subject, iat: now, exp: now + 86_400 });
  const signature = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url');
  return `${head}.${claims}.${signature}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
