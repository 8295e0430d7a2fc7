import type { PartEnded, PartStarted } from './events.ts';

/** Open parts that are text: only their deltas are shown, reasoning is not. */
export type TextParts = readonly number[];

/** The text parts that are open after `event`. */
export function followTextParts(open: TextParts, event: PartStarted | PartEnded): TextParts {
  if (event.type === 'part.ended') return open.filter((part) => part !== event.part);
  return event.kind === 'text' ? [...open, event.part] : open;
}
