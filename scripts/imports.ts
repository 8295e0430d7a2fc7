import type { Expression } from 'oxc-parser';
import { visitSource } from './syntax.ts';

/** What stands in for a specifier that only exists at run time. It resolves to nothing, so every rule refuses it. */
export const COMPUTED_SPECIFIER = '<computed>';

/**
 * Every module that a source names, in order of appearance, types included: static and dynamic imports, re-exports,
 * `import('…').T`, and worker files named by `new URL('….ts', import.meta.url)`.
 */
export function importsOf(file: string, text: string): readonly string[] {
  const found: string[] = [];
  visitSource(file, text, {
    ImportDeclaration: ({ source }) => found.push(source.value),
    ExportNamedDeclaration: ({ source }) => source !== null && found.push(source.value),
    ExportAllDeclaration: ({ source }) => found.push(source.value),
    ImportExpression: ({ source }) => found.push(literalText(source) ?? COMPUTED_SPECIFIER),
    TSImportType: ({ source }) => found.push(source.value),
    NewExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'URL' || first === undefined) return;
      const target = first.type === 'SpreadElement' ? null : literalText(first);
      if (target?.startsWith('.') && target.endsWith('.ts')) found.push(target);
    },
  });
  return found;
}

function literalText(expression: Expression): string | null {
  return expression.type === 'Literal' && typeof expression.value === 'string' ? expression.value : null;
}
