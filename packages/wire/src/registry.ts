import { assistant } from './dialects/assistant/assistant.ts';
import { jacie } from './dialects/jacie/jacie.ts';
import { milo } from './dialects/milo/milo.ts';
import { studyguru } from './dialects/studyguru/studyguru.ts';
import { staff } from './dialects/staff/staff.ts';
import { native } from './dialects/native/native.ts';
import type { Dialect } from './dialect.ts';
import type { TurnHeader } from './turn-header.ts';

/**
 * A dialect whose state is nobody else's business: it comes from `start` and goes back into `encode` of the same
 * dialect, unread.
 */
export type RegisteredDialect = Dialect<unknown, TurnHeader>;

/** Every format by its name: what `GET turns/{id}/events?format=` can ask for. */
export const dialects: ReadonlyMap<string, RegisteredDialect> = new Map<string, RegisteredDialect>(
  [native, assistant, milo, studyguru, jacie, staff].map((dialect: RegisteredDialect) => [dialect.name, dialect]),
);
