import type { ProviderCall } from '../../support/fake-provider/call.ts';

/** The context of a turn as the native API shows it. */
export interface Context {
  readonly turn: string;
  readonly conversation: string;
  readonly tokens: number;
  readonly budget: readonly {
    readonly section: string;
    readonly share: number;
    readonly available: number;
    readonly used: number;
  }[];
  readonly blocks: readonly {
    readonly id: string;
    readonly kind: string;
    readonly role: string;
    readonly text: string;
    readonly tokens: number;
    readonly ref?: string;
    readonly score?: number;
    readonly cut?: boolean;
    readonly sources?: readonly { readonly message: string; readonly conversation: string; readonly speaker: string }[];
  }[];
}

/** The messages that a provider was sent. */
export function shownTo({ body }: ProviderCall): readonly { readonly role: string; readonly content: string }[] {
  // The wire of chat completions; the tests compare it with what they expect.
  return (body as { readonly messages: readonly { readonly role: string; readonly content: string }[] }).messages;
}

/** Whether the provider was asked for an answer, and not for what is to be remembered. */
export function isAnswer({ body }: ProviderCall): boolean {
  return !JSON.stringify(body).includes('"response_format"');
}
