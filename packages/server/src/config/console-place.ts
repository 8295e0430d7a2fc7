import { existingFolder, type Parser } from './parsers.ts';

/** Where the web console comes from. */
export type ConsolePlace =
  | { readonly kind: 'off' }
  /** From its sources, built when they have changed. */
  | { readonly kind: 'sources' }
  /** A folder that holds the built page. */
  | { readonly kind: 'folder'; readonly folder: string };

export const consolePlace: Parser<ConsolePlace> = (text) => {
  if (text === 'off') return { kind: 'off' };
  return text === 'on' ? { kind: 'sources' } : { kind: 'folder', folder: existingFolder(text) };
};
