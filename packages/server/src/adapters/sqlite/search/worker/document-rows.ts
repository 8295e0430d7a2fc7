import type { DocumentRecord, GenerationRecord } from '../../../../ports/search-index.ts';
import { integer, nullableText, text } from '../../rows.ts';
import type { Row } from '../../statements.ts';

export function documentOf(row: Row): DocumentRecord {
  return {
    id: text(row, 'document'),
    generation: text(row, 'id'),
    owner: nullableText(row, 'owner'),
    source: text(row, 'source'),
    name: text(row, 'name'),
    title: text(row, 'title'),
    fingerprint: text(row, 'fingerprint'),
    mediaType: text(row, 'media_type'),
    bytes: integer(row, 'bytes'),
    createdAt: integer(row, 'created_at'),
    pages: integer(row, 'pages'),
  };
}

export function generationOf(row: Row): GenerationRecord {
  return { ...documentOf(row), published: text(row, 'state') === 'current' };
}
