const asWritten = (host: string): string => host;

/**
 * Stands in for the package `punycode.js`, whose only use here would be to show a name in letters that may look like
 * those of another. Browsers turn what is written into what is looked up by themselves.
 */
const hostNames = { toASCII: asWritten, toUnicode: asWritten };

// oxlint-disable-next-line import/no-default-export -- the package that it stands in for has one
export default hostNames;
