/* Reading JSON that has no place in the client's own types: fields of unknown values, without trust. */

export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}

export function textOf(value: unknown, field: string): string {
  const found = fieldOf(value, field);
  return typeof found === 'string' ? found : '';
}

/** Null where there is no number. */
export function numberOf(value: unknown, field: string): number | null {
  const found = fieldOf(value, field);
  return typeof found === 'number' ? found : null;
}

export function listOf(value: unknown, field: string): readonly unknown[] {
  const found = fieldOf(value, field);
  return Array.isArray(found) ? found : [];
}

/** The texts among the entries of a list. */
export function textsOf(value: unknown, field: string): readonly string[] {
  return listOf(value, field).filter((entry) => typeof entry === 'string');
}
