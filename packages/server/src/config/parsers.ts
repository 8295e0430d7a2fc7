import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
/** A value that a variable cannot have. The message says what it must be, without the variable's name. */
export class BadValue extends Error {}

export type Parser<T> = (text: string) => T;

/** Whole number in [min, max]. */
export function integer(min: number, max: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new BadValue(`must be a whole number from ${min} to ${max}`);
    return value;
  };
}

export const boolean: Parser<boolean> = (text) => {
  const value = text.toLowerCase();
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new BadValue('must be true or false');
};

export function oneOf<const T extends string>(...choices: readonly T[]): Parser<T> {
  return (text) => {
    const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw new BadValue(`must be one of ${choices.join(', ')}`);
    return found;
  };
}

export const existingFolder: Parser<string> = (text) => {
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory() !== true) throw new BadValue('must name a folder');
  return resolve(text);
};

export const anyText: Parser<string> = (text) => text;

/** Entries between commas, trimmed, without empty ones. */
export const list: Parser<readonly string[]> = (text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** An http(s) address without a trailing slash, so that paths can be appended. */
export const httpUrl: Parser<string> = (text) => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new BadValue('must be an http:// or https:// address');
  let base = text;
  while (base.endsWith('/')) base = base.slice(0, -1);
  return base;
};

/** An address of PostgreSQL; it may hold a password, so it is never repeated. */
export const postgresUrl: Parser<string> = (text) => {
  const protocol = URL.parse(text)?.protocol;
  if (protocol === 'postgres:' || protocol === 'postgresql:') return text;
  throw new BadValue('must be a postgres:// address');
};

/** Origins as browsers send them: scheme, host and port, no path. */
export const origins: Parser<readonly string[]> = (text) =>
  list(text).map((entry) => {
    const url = URL.parse(entry);
    if (url === null || url.origin === 'null' || url.origin !== entry.toLowerCase().replace(/\/$/, '')) {
      throw new BadValue(`must list origins such as https://chat.example.com, and "${entry}" is none`);
    }
    return url.origin;
  });

/** Where everything durable is kept. */
export interface StoreLocation {
  readonly kind: 'sqlite';
  /** Path of the database file, relative to the working directory. */
  readonly file: string;
}

export const storeUrl: Parser<StoreLocation> = (text) => {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (file === undefined) throw new BadValue('must be sqlite: and the path of a file');
  return { kind: 'sqlite', file };
};

/** Addresses, networks (`10.0.0.0/8`) and the names of ranges that reach no further than one's own network. */
export const networks: Parser<readonly string[]> = (text) => {
  const entries = list(text);
  for (const entry of entries) {
    const [address = '', bits, ...rest] = entry.split('/');
    const version = isIP(address);
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
    if (!(version !== 0 && fits && rest.length === 0) && !['loopback', 'linklocal', 'uniquelocal'].includes(entry)) {
      throw new BadValue(`must list addresses or networks such as 10.0.0.0/8, and "${entry}" is none`);
    }
  }
  return entries;
};

/** Hosts as they stand in an address, each for every port or with one: `minio.internal`, `10.0.0.5:9000`, `[::1]`. */
export const hosts: Parser<readonly string[]> = (text) =>
  list(text).map((entry) => {
    // Ports that an address leaves out would be lost, were the scheme's own.
    const url = URL.parse(`parlance://${entry}`);
    if (url === null || url.host !== entry || url.hostname === '' || url.pathname !== '') {
      throw new BadValue(`must list hosts such as minio.internal:9000, and "${entry}" is none`);
    }
    return entry.toLowerCase();
  });

/** A name or address to bind to; never a URL and never with a port. */
export const host: Parser<string> = (text) => {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (!/^[A-Za-z0-9.:_-]+$/.test(bare) || /^[^:]*:\d+$/.test(bare))
    throw new BadValue('must be a host name or address');
  return bare;
};

/** A model by its provider, such as `anthropic:claude-sonnet-4-5`. */
export interface ProviderAndModel {
  readonly provider: 'openai' | 'anthropic';
  readonly model: string;
}

export const providerAndModel: Parser<ProviderAndModel> = (text) => {
  const [, provider, model = ''] = /^(openai|anthropic):(.+)$/.exec(text) ?? [];
  if (provider !== 'openai' && provider !== 'anthropic') {
    throw new BadValue('must be openai:<model> or anthropic:<model>');
  }
  return { provider, model };
};

/** Where documents come from. */
export type DocumentPlace =
  | { readonly kind: 'off' }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

export const documentPlace: Parser<DocumentPlace> = (text) => {
  if (text === 'off') return { kind: 'off' };
  if (!text.startsWith('s3://')) return { kind: 'folder', folder: existingFolder(text) };
  const [bucket = '', ...rest] = text.slice('s3://'.length).split('/');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new BadValue('must name a bucket: s3://bucket/prefix');
  return { kind: 's3', bucket, prefix: rest.join('/') };
};

/** Where files of users are kept. */
export type MediaPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** A folder need not be there yet. */
export const mediaPlace: Parser<MediaPlace> = (text) => {
  if (!text.startsWith('s3://')) return { kind: 'folder', folder: resolve(text) };
  const [bucket = '', ...rest] = text.slice('s3://'.length).split('/');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new BadValue('must name a bucket: s3://bucket/prefix');
  const steps = rest.filter((step) => step !== '');
  return { kind: 's3', bucket, prefix: steps.map((step) => `${step}/`).join('') };
};
