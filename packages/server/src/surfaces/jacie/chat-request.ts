import { cleanText, type JacieMessage } from '@parlance/wire';
import { InvalidRequest, type RequestIssue } from '../../http/invalid-request.ts';

/** What each of the four addresses was asked. */
export interface ChatRequest {
  /** Not blank. */
  readonly query: string;
  readonly loadDocuments: boolean;
  /** What was said before, oldest first; empty where memory is off. */
  readonly history: readonly JacieMessage[];
  readonly streamTokens: boolean;
}

type Location = RequestIssue['loc'];
type Read<Value> = { readonly value: Value } | { readonly issues: readonly RequestIssue[] };

const MOST_MESSAGES = 500;
const ROLES: readonly unknown[] = ['user', 'assistant'];

/**
 * Reads the body as the documented server does and throws `InvalidRequest` with everything that is wrong with it. Other
 * fields are ignored; null stands for every optional field. Source: CONTRACT.md §2.4.
 */
export function parseChatRequest(body: unknown): ChatRequest {
  if (body === undefined || body === null) {
    throw new InvalidRequest([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]);
  }
  if (typeof body !== 'object' || Array.isArray(body)) {
    const msg = 'Input should be a valid dictionary or object to extract fields from';
    throw new InvalidRequest([{ type: 'model_attributes_type', loc: ['body'], msg, input: body }]);
  }
  const fields: Readonly<Record<string, unknown>> = { ...body };
  const query = readQuery(fields['query'], body);
  const loadDocuments = readFlag(fields, 'auto_load_documents', true);
  const hasMemory = readFlag(fields, 'memory_enabled', true);
  const history = readHistory(fields['conversation_history']);
  const streamTokens = readFlag(fields, 'stream_tokens', false);
  if (
    'value' in query &&
    'value' in loadDocuments &&
    'value' in hasMemory &&
    'value' in history &&
    'value' in streamTokens
  ) {
    return {
      query: query.value,
      loadDocuments: loadDocuments.value,
      history: hasMemory.value ? history.value : [],
      streamTokens: streamTokens.value,
    };
  }
  const all = [query, loadDocuments, hasMemory, history, streamTokens];
  throw new InvalidRequest(all.flatMap((read) => ('issues' in read ? read.issues : [])));
}

function readQuery(query: unknown, body: object): Read<string> {
  const loc = ['body', 'query'];
  if (query === undefined) return wrong({ type: 'missing', loc, msg: 'Field required', input: body });
  return readText(query, loc, false);
}

function readFlag(fields: Readonly<Record<string, unknown>>, name: string, fallback: boolean): Read<boolean> {
  const value = fields[name] ?? fallback;
  if (typeof value === 'boolean') return { value };
  return wrong({ type: 'bool_type', loc: ['body', name], msg: 'Input should be a valid boolean', input: value });
}

function readHistory(history: unknown): Read<readonly JacieMessage[]> {
  const loc = ['body', 'conversation_history'];
  if (history === undefined || history === null) return { value: [] };
  if (!Array.isArray(history)) {
    return wrong({ type: 'list_type', loc, msg: 'Input should be a valid list', input: history });
  }
  if (history.length > MOST_MESSAGES) {
    const msg = `List should have at most ${MOST_MESSAGES} items`;
    return wrong({ type: 'too_long', loc, msg, input: history.length, ctx: { max_length: MOST_MESSAGES } });
  }
  const messages = history.map((entry: unknown, index) => readMessage(entry, [...loc, index]));
  const issues = messages.flatMap((read) => ('issues' in read ? read.issues : []));
  if (issues.length > 0) return { issues };
  return { value: messages.flatMap((read) => ('value' in read ? [read.value] : [])) };
}

function readMessage(entry: unknown, loc: Location): Read<JacieMessage> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return wrong({ type: 'dict_type', loc, msg: 'Input should be a valid dictionary', input: entry });
  }
  const { role, content }: { readonly role?: unknown; readonly content?: unknown } = entry;
  const issues: RequestIssue[] = [];
  if (role === undefined) issues.push({ type: 'missing', loc: [...loc, 'role'], msg: 'Field required', input: entry });
  else if (!ROLES.includes(role)) {
    const msg = "Input should be 'user' or 'assistant'";
    issues.push({ type: 'literal_error', loc: [...loc, 'role'], msg, input: role });
  }
  const text: Read<string> =
    content === undefined
      ? wrong({ type: 'missing', loc: [...loc, 'content'], msg: 'Field required', input: entry })
      : readText(content, [...loc, 'content'], true);
  if ('issues' in text) issues.push(...text.issues);
  if ('issues' in text || issues.length > 0) return { issues };
  return { value: { role: role === 'user' ? 'user' : 'assistant', content: text.value } };
}

function readText(value: unknown, loc: Location, mayBeBlank: boolean): Read<string> {
  if (typeof value !== 'string') {
    return wrong({ type: 'string_type', loc, msg: 'Input should be a valid string', input: value });
  }
  if (mayBeBlank || value.trim() !== '') return { value: cleanText(value) };
  const msg = 'String should have at least 1 character';
  return wrong({ type: 'string_too_short', loc, msg, input: value, ctx: { min_length: 1 } });
}

function wrong(issue: RequestIssue): { readonly issues: readonly RequestIssue[] } {
  return { issues: [issue] };
}
