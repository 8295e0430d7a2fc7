import { cleanText } from '@parlance/wire';
import { ParlanceError } from '../../engine/errors.ts';

/** What `POST /chat` was asked. */
export interface ChatRequest {
  /** Trimmed, not empty. */
  readonly message: string;
  readonly model: string | undefined;
  readonly maxTokens: number | undefined;
}

const MAX_CHARACTERS = 8_000;
const MAX_TOKENS = 4_000;

/**
 * Reads the body as the documented server does, field by field in its order, and throws `validation` for the first
 * that is wrong, in the words of the validator behind that server. Other fields are ignored. Source: CONTRACT.md §2.2.
 */
export function parseChatRequest(body: unknown, models: readonly string[]): ChatRequest {
  if (body === undefined || body === null) throw invalid('body', 'Field required');
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw invalid('body', 'Input should be a valid dictionary or object to extract fields from');
  }
  const fields: { readonly message?: unknown; readonly model?: unknown; readonly max_tokens?: unknown } = body;
  return {
    message: parseMessage(fields.message),
    model: parseModel(fields.model, models),
    maxTokens: parseMaxTokens(fields.max_tokens),
  };
}

function parseMessage(value: unknown): string {
  const field = 'body.message';
  if (value === undefined) throw invalid(field, 'Field required');
  if (typeof value !== 'string') throw invalid(field, 'Input should be a valid string');
  if (value === '') throw invalid(field, 'String should have at least 1 character');
  if (countCharacters(value) > MAX_CHARACTERS) {
    throw invalid(field, `String should have at most ${MAX_CHARACTERS} characters`);
  }
  const message = cleanText(value).trim();
  if (message === '') throw invalid(field, 'Value error, Message must not be blank');
  return message;
}

function parseModel(value: unknown, models: readonly string[]): string | undefined {
  const field = 'body.model';
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(field, 'Input should be a valid string');
  if (!models.includes(value)) throw invalid(field, `Value error, Model must be one of: ${models.join(', ')}`);
  return value;
}

/** Numbers in text (`"100"`) are taken, as the documented server takes them. */
function parseMaxTokens(value: unknown): number | undefined {
  const field = 'body.max_tokens';
  if (value === undefined) return undefined;
  const number = typeof value === 'string' ? numberInText(value, field) : value;
  if (typeof number !== 'number') throw invalid(field, 'Input should be a valid integer');
  if (!Number.isInteger(number)) {
    throw invalid(field, 'Input should be a valid integer, got a number with a fractional part');
  }
  if (number < 1) throw invalid(field, 'Input should be greater than or equal to 1');
  if (number > MAX_TOKENS) throw invalid(field, `Input should be less than or equal to ${MAX_TOKENS}`);
  return number;
}

function numberInText(text: string, field: string): number {
  if (/^\s*[+-]?\d{1,15}(?:\.0{1,15})?\s*$/.test(text)) return Number(text);
  throw invalid(field, 'Input should be a valid integer, unable to parse string as an integer');
}

/** Unicode code points, as the documented limit counts. */
function countCharacters(text: string): number {
  // At most two units a character: the exact count is needed only in between.
  if (text.length <= MAX_CHARACTERS || text.length > 2 * MAX_CHARACTERS) return text.length;
  return [...text].length;
}

function invalid(field: string, problem: string): ParlanceError {
  return new ParlanceError('validation', problem, { field });
}
