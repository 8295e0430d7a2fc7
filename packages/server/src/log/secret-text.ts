export const REDACTED = 'REDACTED';

/** Longer text is cut: a log line is for reading. */
const MAX_TEXT = 4_000;
/** Looked at beyond the cut, so that it cannot leave a piece of a secret that is known only as a whole. */
const BEYOND = 4_000;

/** Where a word begins: also after an underscore, and after a line break that JSON has written as two characters. */
const START = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf]))`;

/** Each alternative starts with a literal and has no nested repetition, so that hostile text costs linear time. */
const SECRET_VALUE = new RegExp(
  [
    String.raw`-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,20000}`,
    String.raw`${START}(?:bearer|basic|negotiate|api-?key)\s+[\w.~+/=-]{6,}`,
    String.raw`${START}(?:digest|aws4-hmac-sha256)\s+\w+=[^\r\n]+`,
    String.raw`${START}eyJ[\w-]{4,}\.[\w-]{2,}(?:\.[\w-]*)?`,
    String.raw`${START}(?:sk|pk|rk)[-_][\w-]{8,}`,
    String.raw`${START}(?:gh[pousr]|github_pat|glpat|xox[abeoprs]|xapp|hf|whsec|gsk|xai|npm|shpat|dop_v1)[-_][\w-]{8,}`,
    String.raw`${START}(?:ya29|SG)\.[\w.-]{8,}`,
    String.raw`${START}hooks\.slack\.com/services/[\w/]+`,
    // Digests and keys in hexadecimal; our own ids are UUIDs.
    String.raw`${START}[0-9a-f]{40,}`,
    String.raw`${START}(?:AKIA|ASIA)[A-Z0-9]{12,}`,
    String.raw`${START}AIza[\w-]{20,}`,
  ].join('|'),
  'gi',
);
const URL_USERINFO = /:\/\/[^\s/@]{1,1000}@/g;
/** Quotes may be escaped: JSON stands inside of JSON. */
const SECRET_ASSIGNMENT =
  /((?:api[-_]?key|access[-_]?key|token(?!s)|secret|passw(?:or)?d|passphrase|signature|credential)[\w-]{0,20}\\{0,3}["']?\s{0,3}[=:]\s{0,3}\\{0,3}["']?)[^\s"'&,;}]{3,}/gi;
/** What follows may have blanks, quotes and commas in it, so the rest of the line goes. */
const SECRET_HEADER = new RegExp(
  String.raw`${START}((?:set-)?cookie|(?:proxy-)?authorization)(\\{0,3}["']?\s{0,3}[=:]\s{0,3}\\{0,3}["']?)[^\r\n]{3,}`,
  'gi',
);

/** Control characters that JSON leaves as they are; a terminal may obey them, a reader may split lines at them. */
// eslint-disable-next-line no-control-regex -- they are what it is about
const UNSAFE_CHARACTERS = /[\u007f-\u009f\u2028\u2029]/g;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Short texts known to be harmless: event names, field names and states come again in every line. */
const MAX_KNOWN = 1_000;
const MAX_KNOWN_LENGTH = 40;

/** Makes a text safe to log; see `createRedactor`. */
export type TextRedactor = (text: string) => string;

export function createTextRedactor(secrets: readonly string[]): TextRedactor {
  const hidden = secrets.filter((secret) => secret.length >= 4);
  const harmless = new Set<string>();
  return (text) => {
    if (harmless.has(text)) return text;
    const safe = redactText(text, hidden);
    if (safe === text && text.length <= MAX_KNOWN_LENGTH && !UUID.test(text)) {
      if (harmless.size >= MAX_KNOWN) harmless.clear();
      harmless.add(text);
    }
    return safe;
  };
}

function redactText(text: string, secrets: readonly string[]): string {
  let safe = text.slice(0, MAX_TEXT + BEYOND);
  for (const secret of secrets) safe = safe.replaceAll(secret, REDACTED);
  if (UUID.test(safe)) return safe;
  safe = safe
    .replace(SECRET_HEADER, `$1$2${REDACTED}`)
    .replace(SECRET_VALUE, REDACTED)
    .replace(URL_USERINFO, `://${REDACTED}@`)
    .replace(SECRET_ASSIGNMENT, `$1${REDACTED}`)
    .replace(UNSAFE_CHARACTERS, '\ufffd');
  return text.length > MAX_TEXT ? `${safe.slice(0, MAX_TEXT)}…` : safe;
}
