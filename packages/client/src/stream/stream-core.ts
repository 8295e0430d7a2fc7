import type { FollowEnd, FollowTurn } from './follow-turn.ts';
import type { PendingSends } from './pending-sends.ts';
import type { StreamSettings } from './settings.ts';

/** How the streams of one client reach the server: each by itself, or one for all tabs. */
export interface StreamCore {
  readonly settings: StreamSettings;
  readonly sends: PendingSends;
  /** As `followTurn`. */
  follow(options: FollowTurn): Promise<FollowEnd>;
  /** True where the answer of a send is read on as its stream; false where another connection takes over. */
  readonly keepsFirst: boolean;
  /** Called once the server has stored a message of this page. */
  readonly onAccepted?: (turn: string, conversation: string | null) => void;
}
