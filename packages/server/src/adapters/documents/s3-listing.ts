import { Parser } from 'htmlparser2';
import { basename } from 'node:path/posix';
import { SourceUnavailable, type SourceItem } from '../../ports/document-sources.ts';

export interface ListedPage {
  readonly items: readonly SourceItem[];
  /** The token of the next page; null at the end. */
  readonly next: string | null;
}

/** Reads an answer of ListObjectsV2. Throws `SourceUnavailable` for anything else: it must not look like an empty bucket. */
export function listPage(xml: string): ListedPage {
  const objects: Record<string, string>[] = [];
  const outside: Record<string, string> = {};
  const path: string[] = [];
  let text = '';
  const parser = new Parser(
    {
      onopentag: (name) => {
        path.push(name);
        text = '';
        if (path.join('/') === 'ListBucketResult/Contents') objects.push({});
      },
      ontext: (more) => (text += more),
      onclosetag: (name) => {
        if (path.length === 2) outside[name] = text;
        const object = objects.at(-1);
        if (path.length === 3 && path[1] === 'Contents' && object !== undefined) object[name] = text;
        if (path.length === 1) outside['root'] = name;
        path.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  const { root, IsTruncated, NextContinuationToken } = outside;
  if (root !== 'ListBucketResult' || path.length > 0)
    throw new SourceUnavailable('The answer is no listing of a bucket.');
  const next = IsTruncated === 'true' ? (NextContinuationToken ?? '') : null;
  if (next === '') throw new SourceUnavailable('The listing is cut off and does not say how it goes on.');
  return { items: objects.map(itemOf), next };
}

function itemOf({ Key = '', ETag = '', LastModified = '', Size = '' }: Readonly<Record<string, string>>): SourceItem {
  const bytes = Number(Size);
  if (Key === '' || ETag === '' || !Number.isSafeInteger(bytes)) {
    throw new SourceUnavailable('The listing has an object without key, etag or size.');
  }
  return { key: Key, name: basename(Key), stamp: `${ETag.slice(0, 200)} ${LastModified.slice(0, 40)} ${bytes}`, bytes };
}
