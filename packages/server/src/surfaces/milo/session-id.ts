import { InvalidRequest, type RequestIssue } from '../../http/invalid-request.ts';

/** Where a message belongs that names no session. */
export const DEFAULT_SESSION = 'default';

/** Unicode code points. */
const MAX_CHARACTERS = 128;

/**
 * Control and formatting characters, lone surrogates, characters that are none, and separators of lines: they are
 * invisible or change what is around them, so that two ids could look alike. Source: FAULTS.md A05.
 */
const DECEPTIVE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** `value` as a session id, or what is wrong with it. */
export function readSessionId(value: unknown, loc: RequestIssue['loc']): string | RequestIssue {
  if (typeof value !== 'string') {
    return { type: 'string_type', loc, msg: 'Input should be a valid string', input: value };
  }
  const length = value.length > 2 * MAX_CHARACTERS ? value.length : [...value].length;
  if (length > MAX_CHARACTERS) {
    const msg = `String should have at most ${MAX_CHARACTERS} characters`;
    return { type: 'string_too_long', loc, msg, input: value, ctx: { max_length: MAX_CHARACTERS } };
  }
  if (value.trim() === '') {
    const msg = 'String should have at least 1 character';
    return { type: 'string_too_short', loc, msg, input: value, ctx: { min_length: 1 } };
  }
  // An address cannot name these two: clients take them for steps in the path.
  if (DECEPTIVE.test(value) || value === '.' || value === '..') {
    const msg = 'Value error, A session id is plain text: no control or formatting characters, and not "." or ".."';
    return { type: 'value_error', loc, msg, input: value.toWellFormed() };
  }
  return value;
}

/** The session that an address names. Throws `InvalidRequest`. */
export function sessionIdIn(params: unknown): string {
  const value = typeof params === 'object' && params !== null && 'session_id' in params ? params.session_id : undefined;
  const sessionId = readSessionId(value, ['path', 'session_id']);
  if (typeof sessionId !== 'string') throw new InvalidRequest([sessionId]);
  return sessionId;
}
