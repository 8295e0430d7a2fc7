import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { CallExpression } from 'oxc-parser';
import { importsOf } from '../scripts/imports.ts';
import { ROOT, sourceFiles } from '../scripts/source-files.ts';
import { visitSource } from '../scripts/syntax.ts';
import type { Requirement } from './requirement.ts';

/** A test's claim that it proves a requirement. */
export interface Citation {
  readonly id: string;
  readonly file: string;
}

export interface CoverageReport {
  readonly uncited: readonly string[];
  /** What is wrong beside missing tests, one sentence each. */
  readonly problems: readonly string[];
}

/** The ids that `verifies` calls in this source cite. A list of ids that is not a string literal throws. */
export function citationsIn(file: string, text: string): readonly Citation[] {
  const found: Citation[] = [];
  visitSource(file, text, {
    CallExpression: (call) => {
      if (call.callee.type !== 'Identifier' || call.callee.name !== 'verifies') return;
      found.push(...literalIds(file, call).map((id) => ({ id, file })));
    },
  });
  return found;
}

function literalIds(file: string, call: CallExpression): readonly string[] {
  const [ids] = call.arguments;
  if (ids?.type !== 'Literal' || typeof ids.value !== 'string') {
    throw new Error(`${file}: verifies() needs its ids as a string literal, because they are read as text.`);
  }
  return ids.value.split(/\s+/).filter((id) => id !== '');
}

/** Compares promises with the tests that cite them. */
export function coverage(requirements: readonly Requirement[], citations: readonly Citation[]): CoverageReport {
  const known = new Set(requirements.map(({ id }) => id));
  const cited = new Set(citations.map(({ id }) => id));
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const { id, source, sentence } of requirements) {
    if (seen.has(id)) problems.push(`${id} is listed twice.`);
    seen.add(id);
    if (!/^[A-Z]+\.md (§|rules? \d)/.test(source))
      problems.push(`${id}: the source "${source}" names no section of a document.`);
    if (!/^[A-Z].*\.$/.test(sentence)) problems.push(`${id}: "${sentence}" is not a sentence.`);
  }
  for (const { id, file } of citations) {
    if (!known.has(id)) problems.push(`${file} cites ${id}, which no list of requirements has.`);
  }
  return { uncited: [...known].filter((id) => !cited.has(id)), problems };
}

/** Citations of all test files and of what they import: a suite that no test registers proves nothing. */
export function citationsOfTests(): readonly Citation[] {
  const all = sourceFiles('.');
  const texts = new Map(all.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
  const reached = new Set<string>();
  const waiting = all.filter((file) => file.endsWith('.test.ts'));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const text = texts.get(file);
    if (text === undefined || reached.has(file)) continue;
    reached.add(file);
    for (const { specifier } of importsOf(file, text)) {
      if (specifier.startsWith('.')) waiting.push(posix.join(posix.dirname(file), specifier));
    }
  }
  return [...reached].sort().flatMap((file) => citationsIn(file, texts.get(file) ?? ''));
}
