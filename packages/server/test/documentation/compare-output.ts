const ID = String.raw`[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}`;
/** What differs from run to run: ids, ISO times, numbers of two digits or more, and whatever the page leaves out. */
const VARIES = new RegExp(
  String.raw`(?<id>${ID})|(?<time>\d{4}-\d\d-\d\dT[\d:.]+Z?)|(?<number>\d{2,}(?:\.\d+)?)|(?<gap>…)`,
  'g',
);

/** The ids of the page, and those that this run has in their place. */
export type Learned = Map<string, string>;

/**
 * The first line of `shown` that does not come in `actual`, after those before it; null where all do. Ids are learned:
 * the same one on the page has to be the same one in the answers.
 */
export function missingLine(shown: string, actual: string, learned: Learned): string | null {
  const lines = actual.split('\n');
  let at = 0;
  for (const wanted of shown.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…')) {
    const found = lines.slice(at).findIndex((line) => fits(wanted, line, learned));
    if (found < 0) return wanted;
    at += found + 1;
  }
  return null;
}

function fits(wanted: string, line: string, learned: Learned): boolean {
  const ids: string[] = [];
  let end = 0;
  let pattern = '^';
  for (const match of wanted.matchAll(VARIES)) {
    pattern += RegExp.escape(wanted.slice(end, match.index));
    end = match.index + match[0].length;
    const { id, time, number } = match.groups ?? {};
    if (id !== undefined) {
      ids.push(id);
      pattern += `(${learned.has(id) ? RegExp.escape(learned.get(id) ?? '') : ID})`;
    } else if (time !== undefined) pattern += String.raw`[\d:.TZ-]+`;
    else pattern += number === undefined ? '.*' : String.raw`\d+(?:\.\d+)?`;
  }
  const found = new RegExp(`${pattern}${RegExp.escape(wanted.slice(end))}$`).exec(line);
  if (found === null) return false;
  for (const [index, id] of ids.entries()) learned.set(id, found[index + 1] ?? '');
  return true;
}

/** Where two JSON values differ in shape, as a path with a reason; null where they do not. Further fields are allowed. */
export function shapeProblem(shown: unknown, actual: unknown, path = 'the answer'): string | null {
  if (Array.isArray(shown)) {
    if (!Array.isArray(actual)) return `${path} is no list`;
    return (
      shown
        .map((item, index) => shapeProblem(item, actual[index], `${path}[${index}]`))
        .find((each) => each !== null) ?? null
    );
  }
  if (isObject(shown)) {
    if (!isObject(actual)) return `${path} is no object`;
    const problems = Object.entries(shown).map(([name, value]) =>
      name in actual ? shapeProblem(value, actual[name], `${path}.${name}`) : `${path} has no ${name}`,
    );
    return problems.find((each) => each !== null) ?? null;
  }
  if (typeof shown === 'string' && typeof actual === 'string') {
    return missingLine(shown, actual.replaceAll('\n', ' '), new Map()) === null
      ? null
      : `${path} is ${JSON.stringify(actual)}`;
  }
  if (shown === null || typeof shown === 'boolean')
    return shown === actual ? null : `${path} is ${JSON.stringify(actual)}`;
  return typeof shown === typeof actual ? null : `${path} is a ${typeof actual}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
