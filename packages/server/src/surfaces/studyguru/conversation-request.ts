import { cleanText, type JsonObject } from '@parlance/wire';
import { ParlanceError } from '../../engine/errors.ts';

/** What a question to StudyGuru holds, from a body or a query. */
export interface ConversationRequest {
  /** May be empty only where media come with it. */
  readonly message: string;
  /** Null begins a new interaction. */
  readonly interactionId: string | null;
  readonly mediaFiles: readonly MediaFile[];
  readonly maxTokens: number;
}

/** A file that was uploaded before, or that is to be fetched. */
export interface MediaFile {
  readonly id: string;
  readonly url: string | null;
}

const DEFAULT_MAX_TOKENS = 5_000;
const MOST_TOKENS = 32_000;
const MOST_CHARACTERS = 100_000;
const MOST_FILES = 10;
const MOST_URL = 2_048;
const ID = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Reads the fields, of which all but the message may be missing or null, and throws `validation` for the first that is
 * wrong. Other fields are ignored. Source: CONTRACT.md §2.3.
 */
export function parseConversationRequest(body: unknown): ConversationRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('body', 'Must be a JSON object');
  }
  const fields: Readonly<Record<string, unknown>> = { ...body };
  const mediaFiles = mediaIn(fields['media_files']);
  return {
    message: messageIn(fields['message'], mediaFiles.length > 0),
    interactionId: interactionIn(fields['interaction_id']),
    mediaFiles,
    maxTokens: maxTokensIn(fields['max_tokens']),
  };
}

/** The same request has the same form, whichever way it came: what its idempotency key stands for. */
export function canonicalForm({ message, interactionId, mediaFiles, maxTokens }: ConversationRequest): JsonObject {
  return {
    message,
    interaction_id: interactionId,
    media_files: mediaFiles.map(({ id, url }) => ({ id, url })),
    max_tokens: maxTokens,
  };
}

function messageIn(value: unknown, hasMedia: boolean): string {
  const field = 'message';
  if (value === undefined || value === null) {
    if (hasMedia) return '';
    throw invalid(field, 'Is required');
  }
  if (typeof value !== 'string') throw invalid(field, 'Must be text');
  if (value.length > MOST_CHARACTERS) throw invalid(field, `Must have at most ${MOST_CHARACTERS} characters`);
  const message = cleanText(value);
  if (message.trim() === '' && !hasMedia) throw invalid(field, 'Must not be empty unless media_files come with it');
  return message;
}

function interactionIn(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' && ID.test(value)) return value;
  throw invalid('interaction_id', 'Must be the id of an interaction, or null for a new one');
}

function mediaIn(value: unknown): readonly MediaFile[] {
  const field = 'media_files';
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(field, 'Must be a list, or null');
  if (value.length > MOST_FILES) throw invalid(field, `Must have at most ${MOST_FILES} entries`);
  return value.map((entry: unknown, index) => mediaFileIn(entry, `${field}[${index}]`));
}

function mediaFileIn(value: unknown, field: string): MediaFile {
  if (typeof value !== 'object' || value === null) throw invalid(field, 'Must be an object with an id');
  const { id, url = null }: { readonly id?: unknown; readonly url?: unknown } = value;
  if (typeof id !== 'string' || !ID.test(id)) throw invalid(`${field}.id`, 'Must be 1 to 128 letters, digits, - or _');
  if (url === null) return { id, url };
  if (typeof url !== 'string' || url.length > MOST_URL) throw invalid(`${field}.url`, 'Must be an address, or null');
  return { id, url };
}

function maxTokensIn(value: unknown): number {
  if (value === undefined || value === null || value === '') return DEFAULT_MAX_TOKENS;
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= MOST_TOKENS) return number;
  throw invalid('max_tokens', `Must be a whole number from 1 to ${MOST_TOKENS}, or null`);
}

function invalid(field: string, problem: string): ParlanceError {
  return new ParlanceError('validation', problem, { field });
}
