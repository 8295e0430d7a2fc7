import type { Config } from '../config.ts';
import type { Assistants } from '../engine/assistant.ts';
import type { Engine } from '../engine/engine.ts';
import type { ModelChoice } from '../engine/engine-context.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { GuideOutline } from '../ports/guide-outline.ts';
import type { Ids } from '../ports/ids.ts';
import type { StaffDirectory } from '../ports/staff.ts';
import type { Ingestion } from '../ports/ingestion.ts';
import type { MediaLibrary } from '../ports/media.ts';
import type { Erasure } from '../ports/erasure.ts';
import type { Memories } from '../ports/memories.ts';
import type { MessageIndex } from '../ports/message-index.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import type { Store } from '../ports/store.ts';
import type { TurnContexts } from '../ports/turn-context.ts';
import type { Operations } from '../ports/operations.ts';
import type { Webhooks } from '../ports/webhooks.ts';
import type { AcceptTurn } from './accept-turn.ts';
import type { Authenticator } from './auth.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Overload } from './limits/overload.ts';
import type { Metrics } from './metrics.ts';
import type { StreamSender } from './send-stream/send-stream.ts';

/** Everything that routes need; made once, in `compose.ts`. */
export interface Services {
  readonly config: Config;
  readonly log: Logger;
  readonly engine: Engine;
  readonly acceptTurn: AcceptTurn;
  readonly overload: Pick<Overload, 'reason' | 'admitRequest' | 'memoryShare' | 'lateMs'>;
  readonly assistants: Assistants;
  readonly staff: StaffDirectory;
  /** The guide of each assistant that has one, by the assistant's name. */
  readonly guides: ReadonlyMap<string, GuideOutline>;
  readonly webhooks: Webhooks;
  /** What is remembered of users, as they see and change it. */
  readonly memories: Memories;
  readonly erasure: Erasure;
  readonly models: Pick<ModelChoice, 'nameFor'>;
  readonly store: Pick<Store, 'ping' | 'durability'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The files of users. */
  readonly media: MediaLibrary;
  /** The documents that answers draw on, and what brings them there. */
  readonly searchIndex: SearchIndex;
  readonly ingestion: Ingestion;
  /** What was said and what is remembered, found by questions. */
  readonly messageIndex: MessageIndex;
  /** What models were shown. */
  readonly contexts: TurnContexts;
  readonly authenticator: Authenticator;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly streams: StreamSender;
  readonly operations: Operations;
  /** What `/health` publishes beside the durability class. */
  readonly health: () => HealthDetails;
}

export interface HealthDetails {
  /** The model behind the assistants, such as `scripted` or `openai`. */
  readonly model: string;
  /** Whether documents are compared by meaning too (`vector`), or by words only. */
  readonly semantic: 'lexical' | 'vector';
  /** Who finds in messages what is remembered. */
  readonly extraction: 'rules' | 'model';
  /** When the store last acknowledged a commit, as `Clock.elapsed`; null before the first, and while it is down. */
  readonly committedAt: number | null;
  /** Names of the parts that do not work now; empty when all is well. */
  readonly degraded: readonly string[];
}
