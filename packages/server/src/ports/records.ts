import type { JsonObject, JsonValue } from '@parlance/wire';
import type { ModelErrorCode, ModelUsage } from './model.ts';

/** What is stored. Times are milliseconds since the epoch; ids are UUIDs. */
export interface ConversationRecord {
  readonly id: string;
  readonly owner: string;
  readonly assistant: string;
  /** The system it is known in, such as `milo`; `native` for the native API. */
  readonly mount: string;
  /** Its name there, unique within (mount, owner); null where only the id names it. */
  readonly externalKey: string | null;
  readonly title: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The newest message of the branch that is current; null while empty. */
  readonly head: string | null;
}

export type MessageStatus = 'complete' | 'interrupted' | 'cancelled' | 'error';

export interface MessageRecord {
  readonly id: string;
  readonly conversation: string;
  /** The message it answers or follows; null for the first. Branches share ancestors. */
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  readonly parts: readonly StoredPart[];
  readonly status: MessageStatus;
  /** Empty where it was brought in from elsewhere. */
  readonly turn: string;
  readonly createdAt: number;
  /** Who said it, where it was brought in from elsewhere; otherwise the role says it. */
  readonly speaker?: string;
  /** Its id there, where it had one. */
  readonly externalId?: string;
}

export type StoredPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image' | 'file'; readonly media: string; readonly mediaType: string };

export function textOf(parts: readonly StoredPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

export type TurnStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface TurnRecord {
  readonly id: string;
  readonly conversation: string;
  readonly owner: string;
  readonly assistant: string;
  readonly mount: string;
  readonly operation: string;
  readonly userMessage: string;
  readonly assistantMessage: string;
  readonly status: TurnStatus;
  /** The node that runs it. */
  readonly node: string;
  /** Grows with each claim; every append and the terminal check it. */
  readonly epoch: number;
  /** Requests to providers that may have been made so far, take-overs included. Never fewer than were made. */
  readonly attempts: number;
  /** Each time a model was asked and it is known how that ended, oldest first. */
  readonly calls: readonly UpstreamCall[];
  readonly model: string;
  readonly maxTokens: number;
  /** Bound on the run in milliseconds, counted from when it runs. */
  readonly timeLimitMs: number;
  readonly correlationId: string;
  /** Who asked for a cancel; null while nobody did. */
  readonly cancelRequestedBy: string | null;
  /** What the surface passes on to its dialect and to capabilities. */
  readonly options: JsonObject;
  readonly usage: UsageRecord | null;
  /** Points that are held for it until it ends; null where it is not metered. Set by the store. */
  readonly reserved: number | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** One time that a model was asked. */
export interface UpstreamCall {
  readonly provider: string;
  readonly model: string;
  readonly outcome: 'completed' | ModelErrorCode;
  /** What it was asked for beside the answer, such as `guide`; absent for the answer itself. */
  readonly purpose?: string;
  /** What a call beside the answer used, where the provider said so; that of the answer is the turn's usage. */
  readonly usage?: ModelUsage;
  /** The provider's HTTP status, where it refused. */
  readonly status?: number;
  /** When it was asked. */
  readonly at: number;
}

export interface UsageRecord {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
  /** What the turn cost; absent where it is not metered. */
  readonly points?: number;
  readonly provider: string;
  readonly model: string;
  readonly estimated: boolean;
}

export interface IdempotencyRecord {
  /** SHA-256 of (owner, operation, key), hexadecimal: the key itself is never stored. */
  readonly hash: string;
  /** SHA-256 of the canonical body, hexadecimal. */
  readonly fingerprint: string;
  readonly turn: string;
  readonly createdAt: number;
}

/** What a capability knows of a conversation after one of its turns, such as a guide's step. */
export interface StateRecord {
  readonly conversation: string;
  /** Whose state it is, as in the `state` events: `guide` … */
  readonly scope: string;
  /** The turn that left it so. Each turn keeps its own, so that a branch finds the state that it began from. */
  readonly turn: string;
  /** That of the newest `state` event of its branch; 0 where nothing has changed yet. */
  readonly version: number;
  readonly data: JsonObject;
}

/** One line of an owner's account. Lines are only ever added. */
export interface LedgerRecord {
  /** Unique: the turn that was paid for, the grant, or the owner's welcome, each by its kind and name. */
  readonly id: string;
  readonly owner: string;
  readonly kind: 'welcome' | 'grant' | 'correction' | 'turn';
  /** Points that came in; negative where they were spent. */
  readonly points: number;
  /** The account's balance with this line: that of the line before, plus `points`. Never negative. */
  readonly balance: number;
  readonly turn: string | null;
  /** Why it was granted or corrected. */
  readonly reason: string | null;
  /** Who granted or corrected it. */
  readonly author: string | null;
  readonly at: number;
  /** Grows with each line of the ledger. */
  readonly position: number;
}

/** What an owner has. */
export interface AccountRecord {
  /** The balance of the newest line. */
  readonly balance: number;
  /** What the turns hold that have not ended: only the rest can be spent. */
  readonly reserved: number;
}

/** Something small that an owner set up through an API, such as a webhook, or a changed copy of a file of data. */
export interface SettingRecord {
  readonly owner: string;
  /** What it is, such as `webhook`. */
  readonly kind: string;
  /** Unique within (owner, kind). */
  readonly id: string;
  readonly data: JsonObject;
  /** 1 when it is made, and one more with each change. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  /** Two jobs of one kind with one key are one job. */
  readonly key: string;
  readonly payload: JsonValue;
  readonly attempts: number;
  readonly runAt: number;
  /** The turn that caused it: the job goes when the turn's conversation is deleted. Null where there is none. */
  readonly turn: string | null;
}

/** A file that came with a message, or waits to. Its bytes are in `ports/blobs.ts`, under its id. */
export interface MediaRecord {
  readonly id: string;
  readonly owner: string;
  /** `pending` until its bytes are stored, `removed` while they may still be there. Only `ready` ones are found. */
  readonly state: 'pending' | 'ready' | 'removed';
  readonly kind: 'image' | 'file';
  /** By its content, never by what its sender said. */
  readonly mediaType: string;
  /** As its sender called it, without a path; null where they did not. */
  readonly name: string | null;
  readonly bytes: number;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  /** Of an image, pixels; null elsewhere. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** Of a document; null elsewhere. Its text is a blob of its own. */
  readonly pages: number | null;
  readonly createdAt: number;
}

/** An answer that may be given again. */
export interface CachedAnswerRecord {
  /** SHA-256 of all that the answer depends on, the owner included, hexadecimal. */
  readonly hash: string;
  readonly owner: string;
  /** Where it was given: it goes with this conversation. */
  readonly conversation: string;
  readonly text: string;
  readonly createdAt: number;
}
