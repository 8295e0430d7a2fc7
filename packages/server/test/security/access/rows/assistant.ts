import type { AccessRow } from '../access-row.ts';
import { chatRows, openRows } from '../system-rows.ts';

export const assistantRows: readonly AccessRow[] = [
  ...['/chat', '/assistant/chat'].flatMap((path) => chatRows(path, 'message')),
  ...openRows('/assistant/health', '/assistant/docs', '/assistant/openapi.json'),
];
