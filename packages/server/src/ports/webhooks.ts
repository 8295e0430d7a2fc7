/** What a webhook may be told of. */
export const WEBHOOK_EVENTS = ['turn.completed', 'turn.failed', 'turn.cancelled'] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Most webhooks of one owner. */
export const MOST_WEBHOOKS = 20;

/** Most dead letters of one webhook; the oldest make room. */
export const MOST_LETTERS = 250;

/** An address of an owner's that is told when answers end. Its secrets are shown when they are made, and never again. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly WebhookEvent[];
  /** False: nothing is sent; what would have been waits among the dead letters. */
  readonly enabled: boolean;
  /** Why it is not enabled, where the server switched it off. */
  readonly disabledReason: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type WebhookSettings = Pick<Webhook, 'url' | 'description' | 'events' | 'enabled'>;

/** A message that was given up. */
export interface DeadLetter {
  /** Its `webhook-id`, on every try and when it is sent again. */
  readonly id: string;
  readonly event: WebhookEvent;
  readonly turn: string;
  readonly attempts: number;
  readonly reason: string;
  readonly at: number;
}

export interface WebhookWithSecret {
  readonly webhook: Webhook;
  /** `whsec_…`, as Standard Webhooks has it. */
  readonly secret: string;
}

export interface WebhookTest {
  readonly delivered: boolean;
  /** What the receiver answered; null where it was not reached. */
  readonly status: number | null;
  readonly problem: string | null;
}

/** Each owner's webhooks. All methods see the owner's alone and resolve with null where there is no such webhook. */
export interface Webhooks {
  /** Whether nothing would ever be sent there: the address is a number that is not public. Names are judged when sent to. */
  refuses(url: string): boolean;
  list(owner: string): Promise<readonly Webhook[]>;
  get(owner: string, id: string): Promise<Webhook | null>;
  /** Null: there are as many as one owner may have. */
  register(owner: string, settings: WebhookSettings): Promise<WebhookWithSecret | null>;
  /** Changes what is named. */
  change(owner: string, id: string, changes: Partial<WebhookSettings>): Promise<Webhook | null>;
  /** With its dead letters; what waits to be sent is not sent any more. */
  remove(owner: string, id: string): Promise<true | null>;
  /** Makes a new secret; for a day messages carry the signature of the one before as well. */
  rotate(owner: string, id: string): Promise<WebhookWithSecret | null>;
  /** Sends a message of the type `webhook.test` now, once, also where the webhook is not enabled. */
  test(owner: string, id: string, signal: AbortSignal): Promise<WebhookTest | null>;
  /** The oldest first. */
  deadLetters(owner: string, id: string): Promise<readonly DeadLetter[] | null>;
  /**
   * Sends the letter again, with the whole schedule before it. `disabled`: the webhook is not enabled, and the letter stays
   * as it was.
   */
  redeliver(owner: string, id: string, letter: string): Promise<'waiting' | 'disabled' | null>;
  /** Forgets the letter. */
  drop(owner: string, id: string, letter: string): Promise<true | null>;
}
