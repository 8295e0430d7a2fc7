import type { JsonObject, JsonValue } from '../../events.ts';

/** A message of the history that travels with the client. */
export interface JacieMessage {
  readonly role: string;
  readonly content: string;
}

/** What a turn of Jacie was asked with, as far as its stream shows it. */
export interface JacieOptions {
  /** Null in a turn of another system: then nobody knows the history that it belongs to. */
  readonly query: string | null;
  readonly history: readonly JacieMessage[];
  readonly streamTokens: boolean;
}

/** Reads a turn's options, which may be those of any system. */
export function readOptions({ query, history, stream_tokens: streamTokens }: JsonObject): JacieOptions {
  return {
    query: typeof query === 'string' ? query : null,
    history: isList(history) ? history.flatMap(messageIn) : [],
    streamTokens: streamTokens === true,
  };
}

function messageIn(value: JsonValue): readonly JacieMessage[] {
  if (typeof value !== 'object' || value === null || isList(value)) return [];
  const { role, content } = value;
  return typeof role === 'string' && typeof content === 'string' ? [{ role, content }] : [];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
