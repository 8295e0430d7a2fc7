/** JSON.stringify leaves DEL and everything above it as it is; controls and lone surrogates it escapes already. */
const BEYOND_ASCII = /[\u007f-\uffff]/;
const EACH_BEYOND_ASCII = /[\u007f-\uffff]/g;

/**
 * JSON on one line of printable ASCII: all above 0x7e becomes `\uXXXX`, one escape a UTF-16 unit.
 *
 * Some clients split lines at U+2028 or decode UTF-8 chunk by chunk; bytes below 0x7f survive both
 * (CONTRACT.md §6.1). Throws `TypeError` for what JSON cannot hold at all: undefined, a function, a cycle.
 */
export function asciiJson(value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`JSON has no form for a value of type ${typeof value}.`);
  return BEYOND_ASCII.test(json) ? json.replace(EACH_BEYOND_ASCII, escapeUnit) : json;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
