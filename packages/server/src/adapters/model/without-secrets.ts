const MARK = 'REDACTED';
const LONGEST = 500;

/** What looks like a credential whoever it belongs to: a provider may quote a key of ours that was cut by itself. */
const LOOKS_SECRET = [/\b(?:sk|pk|rk|key|xai|gsk)-[\w*.-]{4,}/gi, /\bBearer\s+[^\s"',]+/gi, /\bAIza[\w-]{10,}/g];

/** At most 500 characters of foreign text for a log line, without the given secrets and without anything like one. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, MARK);
  for (const pattern of LOOKS_SECRET) clean = clean.replace(pattern, MARK);
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
