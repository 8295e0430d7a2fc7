import type { MemoryType } from '../../../ports/memory-store.ts';

/** What was found in messages, before the store compares it with what it has. `sources` are ids of messages. */
export type Operation =
  | {
      readonly kind: 'add';
      readonly type: MemoryType;
      /** In lower case; `user` for the owner. */
      readonly subject: string;
      readonly attribute: string;
      readonly value: string;
      readonly text: string;
      readonly importance: number;
      /** When it happens or happened, milliseconds since the epoch. */
      readonly eventAt: number | null;
      /** Whether the value excludes others. */
      readonly single: boolean;
      readonly sources: readonly string[];
      /** Memories whose place it takes. */
      readonly supersedes: readonly string[];
    }
  | {
      readonly kind: 'confirm';
      readonly id: string;
      readonly importance: number;
      readonly sources: readonly string[];
    }
  /** It is no longer so; null: whatever the value. */
  | {
      readonly kind: 'end';
      readonly subject: string;
      readonly attribute: string;
      readonly value: string | null;
      readonly sources: readonly string[];
    };

export type Addition = Extract<Operation, { readonly kind: 'add' }>;

/** A message as extraction reads it. */
export interface ReadMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  /** `user` for the owner; a name where the message was brought in from elsewhere. */
  readonly speaker: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
