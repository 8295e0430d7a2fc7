import type { IncomingMessage } from 'node:http';
import type { Step } from './script.ts';

/** A step that means the same on every provider's wire and looks different on each. */
export type WireStep = Extract<
  Step,
  { readonly kind: 'role' | 'delta' | 'reasoning' | 'tool' | 'finish' | 'usage' | 'done' }
>;

/** How one provider's route speaks. */
export interface Wire {
  readonly name: string;
  matches(request: IncomingMessage): boolean;
  /** The text of the last user message: markers are looked for here. */
  lastUserText(body: unknown): string;
  wantsStream(body: unknown): boolean;
  /** Begins one answer: turns its steps into the bytes of SSE events; '' where the wire has nothing for a step. */
  encoder(body: unknown, call: number): (step: WireStep) => string;
  /** The body of an answer that is not streamed. */
  whole(body: unknown, call: number, steps: readonly WireStep[]): unknown;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
