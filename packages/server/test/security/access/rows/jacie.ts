import type { AccessRow } from '../access-row.ts';
import { chatRows, openRows } from '../system-rows.ts';

// The two that others have at the root too are in their rows.
const ADDRESSES = ['/jacie/chat/stream', '/jacie/chat', '/jacie/fast_chat/stream', '/jacie/fast_chat'];
const AT_ROOT = ['/fast_chat/stream', '/fast_chat'];

export const jacieRows: readonly AccessRow[] = [
  ...[...ADDRESSES, ...AT_ROOT].flatMap((path) => chatRows(path, 'query')),
  ...openRows('/jacie/health', '/jacie/docs', '/jacie/openapi.json'),
];
