import type { SharedPath } from '../http/shared-path.ts';
import { assistantChat } from './assistant/routes.ts';
import { jacieAnswer, jacieStream } from './jacie/routes.ts';
import { miloChat } from './milo/routes.ts';

/** Addresses at the root that more than one system has in its document. A system joins by a line here. */
export const SHARED_PATHS: readonly SharedPath[] = [
  { path: '/chat/stream', contenders: [miloChat, jacieStream] },
  { path: '/chat', contenders: [assistantChat, jacieAnswer] },
];
