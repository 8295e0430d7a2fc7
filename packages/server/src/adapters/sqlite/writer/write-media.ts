import type { RefusalReason } from '../../../ports/store.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const PUT = `INSERT INTO media
    (id, owner, state, kind, media_type, name, bytes, hash, width, height, pages, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, kind = excluded.kind, media_type = excluded.media_type,
    name = excluded.name, bytes = excluded.bytes, hash = excluded.hash, width = excluded.width,
    height = excluded.height, pages = excluded.pages
  WHERE owner = excluded.owner`;
const FORGET = 'DELETE FROM media WHERE id = ? AND owner = ?';

export function putMedia({ sql }: WriteContext, { media }: WriteOf<'media.put'>): RefusalReason | null {
  const { id, owner, state, kind, mediaType, name, bytes, hash, size, pages, createdAt } = media;
  const values = [state, kind, mediaType, name, bytes, hash, size?.width ?? null, size?.height ?? null, pages];
  return sql.run(PUT, id, owner, ...values, createdAt) === 0 ? 'exists' : null;
}

export function forgetMedia({ sql }: WriteContext, { id, owner }: WriteOf<'media.forget'>): RefusalReason | null {
  return sql.run(FORGET, id, owner) === 0 ? 'not-found' : null;
}
