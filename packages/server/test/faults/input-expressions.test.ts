import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import type * as Recheck from 'recheck';
import { expect, test } from 'vitest';
import { ROOT, sourceFiles } from '../../../../scripts/source-files.ts';
import { visitSource } from '../../../../scripts/syntax.ts';
import { verifies } from '../../../../spec/verifies.ts';

interface Expression {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** Expressions that the prover cannot judge, or that are not linear, with the longest text that they are given. */
const LISTED: readonly {
  readonly begins: string;
  readonly file: RegExp;
  readonly most: number;
  readonly reason: string;
}[] = [
  { begins: '\\/+$', file: /responses-model/, most: 2_000, reason: "the operator's own address" },
  { begins: '[-+(]*\\s*\\d', file: /arithmetic/, most: 200, reason: 'a longer message is no sum' },
  { begins: '[\\s.,]+$', file: /arithmetic/, most: 200, reason: 'a longer message is no sum' },
  { begins: '\\s*,\\s*', file: /guide\/rules/, most: 2_000, reason: 'a guide reads no more of a message' },
  { begins: '^[\\s:,"“”’', file: /guide\/rules/, most: 2_000, reason: 'a guide reads no more of a message' },
  { begins: 'not only (.{1,100}?)', file: /guide\/rules/, most: 2_000, reason: 'a guide reads no more of a message' },
  { begins: '[.!?;\\n()]+(?=\\s|$)', file: /guide\/rules/, most: 2_000, reason: 'a guide reads no more of a message' },
  { begins: '^(?:(?:also|really', file: /guide\/rules/, most: 2_000, reason: 'a guide reads no more of a message' },
  { begins: '^(?:hi|hello', file: /guide\/rules/, most: 2_000, reason: 'words at the start, without repetition' },
  { begins: '(?<=[.!?', file: /extract/, most: 100_000, reason: 'a space is read once: only one after a mark begins' },
  { begins: '(?<=\\S)(?=\\s)', file: /scripted-model/, most: 100_000, reason: 'looks at two characters' },
  {
    begins: '[a-z0-9+.-]{0,20}',
    file: /answer-text/,
    most: 100_000,
    reason: 'a start looks at a bounded number of characters',
  },
  { begins: '(?<=[\\p{L}', file: /asked-about/, most: 100_000, reason: 'a name begins behind a space only' },
  {
    begins: '(?<!\\b(?:Mrs?',
    file: /remembered/,
    most: 100_000,
    reason: 'looks behind each mark for a few characters',
  },
  { begins: '(?<!\\p{L})(\\p{L}{3})', file: /parse-time/, most: 64, reason: 'no longer text is a time' },
  { begins: '^(?:(?:please', file: /memory\/rules/, most: 4_000, reason: 'no more of a message is read' },
  { begins: '(?<=(?:[^', file: /memory\/rules/, most: 300, reason: 'a sentence about one clause' },
  { begins: '^(?:that|the|this)', file: /memory\/rules/, most: 300, reason: 'a clause is no longer' },
  { begins: '^(?:(?:constant', file: /memory\/rules/, most: 100, reason: 'a value is no longer' },
  { begins: '^(?:likes|dislikes)', file: /memory\/rules/, most: 100, reason: 'a value is no longer' },
  { begins: '^(?!expecting)', file: /memory\/rules/, most: 100, reason: 'a value is no longer' },
  { begins: '(?:^| )(?:questions?|ideas', file: /memory\/rules/, most: 100, reason: 'a value is no longer' },
  { begins: '^ *\\d+: (', file: /unacknowledged/, most: 1_000, reason: "a line of the kernel's own table" },
  { begins: '((?:api[-_]?key', file: /secret-text/, most: 4_000, reason: 'longer texts are cut before' },
  { begins: ':\\/\\/[^\\s/@]{1,1000}@', file: /secret-text/, most: 4_000, reason: 'longer texts are cut before' },
];

/** Where expressions are put together at run time, and what is read with them. */
const COMPUTED: ReadonlyMap<string, string> = new Map([
  ['packages/server/src/log/secret-text.ts', 'longer texts are cut before'],
  ['packages/server/src/capabilities/guide/listen.ts', "the operator's own, on the clauses of a message"],
  ['packages/server/src/capabilities/guide/definition.ts', "only compiled here, to refuse the operator's mistakes"],
  ['packages/server/src/capabilities/guide/rules/phrases.ts', 'on one phrase of a clause'],
  ['packages/server/src/surfaces/staff/conversation-key.ts', 'anchored, of one class with a bounded count'],
  ['packages/server/src/surfaces/staff/member-request.ts', 'on an id whose length it bounds itself'],
  ['packages/server/src/capabilities/guide/rules/families.ts', 'on the clauses of a message'],
  ['packages/server/src/capabilities/memory/rules/said.ts', 'on clauses of at most 300 characters'],
  ['packages/server/src/capabilities/memory/rules/read-by-rules.ts', 'on clauses of at most 300 characters'],
]);

const LONG = 100_000;
/** The prover may think so long about one expression; it then counts as unknown. */
const PROVE_WITHIN_MS = 20_000;
/** Text of 100 KB takes milliseconds where the time is linear, and minutes where it is not. */
const ATTACK_WITHIN_MS = 5_000;
const PUMPS = [
  ' ',
  'a',
  '1',
  '/',
  '(',
  ',',
  '.',
  '-',
  '"',
  '\\',
  '=',
  '\t',
  '\n',
  'é',
  'a ',
  ', ',
  '1 ',
  'a-',
  '-1',
  '+(',
  ': ',
  'and ',
  '://',
  '%',
];

function sources(): readonly string[] {
  return sourceFiles('packages').filter((file) => /^packages\/[^/]+\/src\//.test(file) && !/\.test\.tsx?$/.test(file));
}

function expressionsIn(
  file: string,
  text: string,
): { readonly literals: readonly Expression[]; readonly computed: number } {
  const literals: Expression[] = [];
  let computed = 0;
  const construct = (callee: { readonly type: string; readonly name?: unknown }): void => {
    if (callee.type === 'Identifier' && callee.name === 'RegExp') computed += 1;
  };
  visitSource(file, text, {
    Literal: (node) => {
      if ('regex' in node) literals.push({ file, pattern: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: ({ callee }) => construct(callee),
    CallExpression: ({ callee }) => construct(callee),
  });
  return { literals, computed };
}

function allExpressions(): readonly Expression[] {
  const found = sources().flatMap((file) => expressionsIn(file, readFileSync(join(ROOT, file), 'utf8')).literals);
  return [...new Map(found.map((one) => [`${one.pattern}/${one.flags}`, one])).values()];
}

function listedFor({ file, pattern }: Expression): (typeof LISTED)[number] | undefined {
  return LISTED.find((entry) => entry.file.test(file) && pattern.startsWith(entry.begins));
}

/** The prover without Java and without a native program, in this very process. */
function prover(): typeof Recheck {
  process.env['RECHECK_BACKEND'] = 'pure';
  return createRequire(import.meta.url)('recheck') as typeof Recheck;
}

/**
 * `safe` where every alternative is: nothing follows one that could send the engine back into it, so each adds its own
 * time and no more. Together they would cost the prover a thousand times as much as one by one.
 */
function verdictOf({ checkSync }: typeof Recheck, { pattern, flags }: Pick<Expression, 'pattern' | 'flags'>): string {
  const verdicts = alternativesOf(pattern).map(
    (one) => checkSync(one, flags, { checker: 'automaton', timeout: PROVE_WITHIN_MS }).status,
  );
  return verdicts.find((verdict) => verdict !== 'safe') ?? 'safe';
}

/** What stands between the bars of an expression that are in no group and no class. */
function alternativesOf(pattern: string): readonly string[] {
  const found = [''];
  let depth = 0;
  let isInClass = false;
  for (const [token] of pattern.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (token === '[') isInClass = true;
    if (token === ']') isInClass = false;
    if (!isInClass && token === '(') depth += 1;
    if (!isInClass && token === ')') depth -= 1;
    if (!isInClass && depth === 0 && token === '|') found.push('');
    else found.push(`${found.pop() ?? ''}${token}`);
  }
  return found;
}

/** Texts that expressions of this answer slowly, each of about `length` characters. */
function* attacks(length: number): Iterable<string> {
  for (const pump of PUMPS) {
    const text = pump.repeat(Math.ceil(length / pump.length));
    yield `${text}\0`;
    yield `a${text}`;
  }
}

/** Whether the expression gets through all attacks in time. */
function withstands(
  { pattern, flags }: Pick<Expression, 'pattern' | 'flags'>,
  length: number,
  withinMs = ATTACK_WITHIN_MS,
): boolean {
  // Only the engine itself can stop an expression that does not end.
  const context = createContext({ expression: { pattern, flags }, texts: [...attacks(length)] });
  const script = new Script(`
    const tried = new RegExp(expression.pattern, expression.flags);
    for (const text of texts) { tried.lastIndex = 0; tried.test(text); text.replace(tried, ''); }`);
  try {
    script.runInContext(context, { timeout: withinMs });
    return true;
  } catch (error) {
    // Not an instance of this realm's Error.
    const isTooLate = typeof error === 'object' && error !== null && 'code' in error;
    if (isTooLate && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}

verifies(
  'fault:A08',
  'every regular expression is proved to take linear time, or is listed with the longest text that it is given',
  () => {
    const recheck = prover();
    const unproved = allExpressions()
      .filter((one) => listedFor(one) === undefined && verdictOf(recheck, one) !== 'safe')
      .map(({ file, pattern }) => `${file}: ${pattern}`);
    expect(unproved).toEqual([]);
  },
);

verifies('fault:A08', 'every regular expression withstands hostile text, of 100 KB or as long as it may be', () => {
  const slow = allExpressions()
    .filter((one) => !withstands(one, listedFor(one)?.most ?? LONG))
    .map(({ file, pattern }) => `${file}: ${pattern}`);
  expect(slow).toEqual([]);
});

test('expressions that are put together at run time are known, and nothing is listed in vain', () => {
  const computed = sources().filter((file) => expressionsIn(file, readFileSync(join(ROOT, file), 'utf8')).computed > 0);
  expect(computed).toEqual([...COMPUTED.keys()].toSorted());
  const all = allExpressions();
  const vain = LISTED.filter((entry) => !all.some((one) => listedFor(one) === entry));
  expect(vain.map(({ begins }) => begins)).toEqual([]);
});

test('a planted expression of quadratic time is found, by the prover and by the attacks', () => {
  const planted = expressionsIn(
    'planted.ts',
    String.raw`export const words = (text: string) => text.match(/\s*\S+/g);`,
  );
  const [expression] = planted.literals;
  if (expression === undefined) throw new Error('It was not found.');
  expect(verdictOf(prover(), expression)).toBe('vulnerable');
  expect(withstands(expression, 1_000_000, 500)).toBe(false);
  expect(verdictOf(prover(), { pattern: '^(?:a+)+$', flags: '' })).toBe('vulnerable');
  expect(verdictOf(prover(), { pattern: '^a$|^(?:a+)+$|b', flags: '' })).toBe('vulnerable');
  expect(alternativesOf(String.raw`a\|[|)]b|(?:c|d)e|\[f|g]`)).toEqual([
    String.raw`a\|[|)]b`,
    '(?:c|d)e',
    String.raw`\[f`,
    'g]',
  ]);
  expect(expressionsIn('planted.ts', 'new RegExp(a); RegExp(b); /c/;').computed).toBe(2);
});
