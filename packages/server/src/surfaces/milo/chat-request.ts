import { cleanText } from '@parlance/wire';
import { InvalidRequest, type RequestIssue } from '../../http/invalid-request.ts';
import { DEFAULT_SESSION, readSessionId } from './session-id.ts';

/** What `POST /chat/stream` was asked. */
export interface ChatRequest {
  /** Not blank. */
  readonly message: string;
  readonly sessionId: string;
}

/**
 * Reads the body as the documented server does and throws `InvalidRequest` with everything that is wrong with it. Other
 * fields are ignored. Source: CONTRACT.md §2.1.
 */
export function parseChatRequest(body: unknown): ChatRequest {
  if (body === undefined || body === null) {
    throw new InvalidRequest([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]);
  }
  if (typeof body !== 'object' || Array.isArray(body)) {
    const msg = 'Input should be a valid dictionary or object to extract fields from';
    throw new InvalidRequest([{ type: 'model_attributes_type', loc: ['body'], msg, input: body }]);
  }
  const fields: { readonly message?: unknown; readonly session_id?: unknown } = body;
  const message = readMessage(fields.message, body);
  const sessionId = readSessionId(fields.session_id ?? DEFAULT_SESSION, ['body', 'session_id']);
  if (typeof message === 'string' && typeof sessionId === 'string') return { message, sessionId };
  throw new InvalidRequest([message, sessionId].filter((part) => typeof part !== 'string'));
}

function readMessage(message: unknown, body: object): string | RequestIssue {
  const loc = ['body', 'message'];
  if (message === undefined) return { type: 'missing', loc, msg: 'Field required', input: body };
  if (typeof message !== 'string') {
    return { type: 'string_type', loc, msg: 'Input should be a valid string', input: message };
  }
  if (message.trim() !== '') return cleanText(message);
  const msg = 'String should have at least 1 character';
  return { type: 'string_too_short', loc, msg, input: message, ctx: { min_length: 1 } };
}
