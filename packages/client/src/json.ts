import type { JsonObject, TurnEvent } from '@parlance/wire';

/** Reading what a server has sent: fields of unknown values, without a cast and without trust. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textIn(value: unknown, field: string): string | undefined {
  const found = isRecord(value) ? value[field] : undefined;
  return typeof found === 'string' ? found : undefined;
}

export function numberIn(value: unknown, field: string): number | undefined {
  const found = isRecord(value) ? value[field] : undefined;
  return typeof found === 'number' ? found : undefined;
}

/** The value of a JSON text; undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object that came out of `JSON.parse`, which makes nothing but JSON values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isRecord(value);
}

/** True for a frame of the native format. Types that are newer than this client count too: they pass through. */
export function isTurnEvent(value: unknown): value is TurnEvent {
  return (
    textIn(value, 'turn') !== undefined &&
    textIn(value, 'type') !== undefined &&
    Number.isInteger(numberIn(value, 'seq')) &&
    numberIn(value, 'at') !== undefined
  );
}
