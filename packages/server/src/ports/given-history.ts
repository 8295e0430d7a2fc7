import type { JsonObject, JsonValue } from '@parlance/wire';

/** A message that came with the request itself, from a client that keeps its history. */
export interface GivenMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** The history among a turn's options, oldest first: `history: [{role, content}]`. What is none of these is left out. */
export function givenHistory({ history }: JsonObject): readonly GivenMessage[] {
  return isList(history) ? history.flatMap(givenMessage) : [];
}

function givenMessage(value: JsonValue): readonly GivenMessage[] {
  if (typeof value !== 'object' || value === null || isList(value)) return [];
  const { role, content } = value;
  if ((role !== 'user' && role !== 'assistant') || typeof content !== 'string') return [];
  return [{ role, text: content }];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
