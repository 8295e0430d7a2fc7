/** Text that JSON only puts quotes around, as most tokens are: looking costs half of what `JSON.stringify` does. */
const PLAIN = /^[ !#-[\]-~]*$/;
/** JSON.stringify leaves DEL and everything above it as it is; controls and lone surrogates it escapes already. */
const BEYOND_ASCII = /[\u007f-\uffff]/;
const LAST_ASCII = 0x7e;

/**
 * JSON on one line of printable ASCII: all above 0x7e becomes `\uXXXX`, one escape a UTF-16 unit.
 *
 * Some clients split lines at U+2028 or decode UTF-8 chunk by chunk; bytes below 0x7f survive both
 * (CONTRACT.md §6.1). Throws `TypeError` for what JSON cannot hold at all: undefined, a function, a cycle.
 */
export function asciiJson(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`JSON has no form for a value of type ${typeof value}.`);
  return BEYOND_ASCII.test(json) ? escapeBeyondAscii(json) : json;
}

/** A plain loop: `replace` with a callback takes three times as long for a token, thirteen times for a long text. */
function escapeBeyondAscii(json: string): string {
  let escaped = '';
  let copied = 0;
  for (let index = 0; index < json.length; index += 1) {
    const unit = json.charCodeAt(index);
    if (unit > LAST_ASCII) {
      if (copied < index) escaped += json.slice(copied, index);
      escaped += `\\u${unit.toString(16).padStart(4, '0')}`;
      copied = index + 1;
    }
  }
  return copied < json.length ? escaped + json.slice(copied) : escaped;
}
