import { posix } from 'node:path';
import { COMPUTED_SPECIFIER, type ModuleImport, importsOf } from '../../../../scripts/imports.ts';
import { COMPUTED, type Layer, LAYERS, SHARED } from './layers.ts';

/** Sources by path from the repository's root. */
export type Sources = ReadonlyMap<string, string>;

const WIRE = 'packages/wire/src/index.ts';

/** Every import that breaks a rule of `LAYERS`, every file that is in no layer, and every circle; one sentence each. */
export function violations(sources: Sources): readonly string[] {
  const found: string[] = [];
  const edges = new Map<string, readonly string[]>();
  for (const [file, text] of sources) {
    const imports = importsOf(file, text);
    edges.set(
      file,
      imports.map(({ specifier }) => resolve(file, specifier)).filter((target) => target !== null),
    );
    const layer = layerOf(file);
    if (layer === undefined) found.push(`${file} is in no layer.`);
    else found.push(...imports.map((each) => refusal(file, layer, each)).filter((reason) => reason !== null));
  }
  return [...found, ...circles(edges)];
}

/** Why this import is not allowed, or null. */
function refusal(file: string, layer: Layer, { specifier, typeOnly }: ModuleImport): string | null {
  const target = resolve(file, specifier);
  if (target === null) {
    if (specifier === COMPUTED_SPECIFIER && COMPUTED.some(({ files }) => files.test(file))) return null;
    const allowed = layer.outside === 'anything' ? /^[@a-z]/.test(specifier) : layer.outside?.includes(specifier);
    return allowed === true ? null : `${file} imports ${specifier}, which is out of reach for ${layer.name}.`;
  }
  const other = layerOf(target);
  if (other === undefined) return `${file} imports ${target}, which is in no layer.`;
  if (other === layer)
    return samePart(layer, file, target) ? null : `${file} imports ${target}, another part of ${layer.name}.`;
  if (layer.imports.includes(other.name)) return null;
  if (layer.types?.includes(other.name) === true) {
    return typeOnly ? null : `${file} imports more than types from ${target}.`;
  }
  return `${file} imports ${target}, but ${layer.name} does not know ${other.name}.`;
}

function samePart(layer: Layer, file: string, target: string): boolean {
  return (
    SHARED.some(({ files }) => files.test(target)) || layer.files.exec(file)?.[1] === layer.files.exec(target)?.[1]
  );
}

function layerOf(file: string): Layer | undefined {
  return LAYERS.find(({ files }) => files.test(file));
}

/** The file that a specifier names, or null where it is a package or a module of Node. */
function resolve(file: string, specifier: string): string | null {
  if (specifier === '@parlance/wire') return WIRE;
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : null;
}

/** Circles of imports, types included, each told once. */
function circles(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push(`Circle: ${[...path.slice(start), file].join(' → ')}`);
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of edges.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) visit(file);
  return found;
}
