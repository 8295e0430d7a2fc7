/** What the server keeps, as the client hands it out. Times are ISO 8601 in UTC. Source: CONTRACT.md §4. */
export interface Assistant {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly model: string;
  /** What it does beside answering, such as `guide` or `memory`. */
  readonly capabilities: readonly string[];
}

export interface Conversation {
  readonly id: string;
  readonly assistant: string;
  readonly title: string | null;
  /** The newest message of the current branch; null while there is none. */
  readonly head: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type MessageStatus = 'complete' | 'interrupted' | 'cancelled' | 'error';

export interface Message {
  readonly id: string;
  /** The message that this one follows; null at the top. */
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  readonly status: MessageStatus;
  readonly text: string;
  readonly media: readonly { readonly id: string; readonly mediaType: string }[];
  /** Null where the message was imported. */
  readonly turn: string | null;
  readonly createdAt: string;
}

export type TurnStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface Turn {
  readonly id: string;
  readonly conversation: string;
  readonly assistant: string;
  readonly status: TurnStatus;
  readonly model: string;
  readonly userMessage: string;
  readonly assistantMessage: string;
  readonly correlationId: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** A turn that has not ended: `text` so far, and the cursor behind which the rest follows. */
export interface OpenTurn extends Turn {
  readonly text: string;
  readonly cursor: string;
}

/** A conversation as it is now: its messages, oldest first, and where its open turns are. */
export interface Snapshot extends Conversation {
  readonly messages: readonly Message[];
  readonly turns: readonly OpenTurn[];
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `after` of the next page; null at the end. */
  readonly next: string | null;
}
