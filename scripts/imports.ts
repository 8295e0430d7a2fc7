import type { Expression } from 'oxc-parser';
import { visitSource } from './syntax.ts';

export interface ModuleImport {
  /** As written: `./a.ts`, `node:fs`, `@parlance/wire`. */
  readonly specifier: string;
  /** True where nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/** What stands in for a specifier that exists at run time only. It resolves to nothing, so that every rule refuses it. */
export const COMPUTED_SPECIFIER = '<computed>';

/**
 * Every module that a source names: static and dynamic imports, re-exports, `import('…').T`, and worker files named by
 * `new URL('….ts', import.meta.url)`.
 */
export function importsOf(file: string, text: string): readonly ModuleImport[] {
  const found: ModuleImport[] = [];
  const add = (specifier: string, typeOnly = false): number => found.push({ specifier, typeOnly });
  visitSource(file, text, {
    ImportDeclaration: ({ source, importKind }) => add(source.value, importKind === 'type'),
    ExportNamedDeclaration: ({ source, exportKind }) => source !== null && add(source.value, exportKind === 'type'),
    ExportAllDeclaration: ({ source, exportKind }) => add(source.value, exportKind === 'type'),
    ImportExpression: ({ source }) => add(literalText(source) ?? COMPUTED_SPECIFIER),
    TSImportType: ({ source }) => add(source.value, true),
    NewExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'URL' || first === undefined) return;
      const target = first.type === 'SpreadElement' ? null : literalText(first);
      if (target?.startsWith('.') && target.endsWith('.ts')) add(target);
    },
  });
  return found;
}

function literalText(expression: Expression): string | null {
  return expression.type === 'Literal' && typeof expression.value === 'string' ? expression.value : null;
}
