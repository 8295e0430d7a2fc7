import type { GuideDefinition } from './definition.ts';
import type { Heard } from './next-state.ts';
import { ruleExtractor } from './rules/extract-by-rules.ts';
import { stepOf, type GuideState } from './state.ts';

/** Understands a message by rules alone: at once, offline, and always in the same way. */
export type Listener = (message: string, state: GuideState) => Heard;

/** What is looked at of a message, in characters. */
const MOST_CHARACTERS = 2_000;

/** Compiles the rules and patterns of a guide once. */
export function listenerOf(guide: GuideDefinition): Listener {
  const extract = ruleExtractor(guide);
  const intents = guide.intents.map(({ name, patterns }) => ({
    name,
    patterns: patterns.map((source) => new RegExp(source, 'iu')),
  }));
  return (message, state) => {
    const text = message.slice(0, MOST_CHARACTERS).replace(/[‘’`]/g, "'").replace(/\s+/g, ' ').trim();
    const fitting = intents.filter(({ patterns }) => patterns.some((pattern) => pattern.test(text)));
    return {
      changes: [extract(message, stepOf(guide, state).asksFor ?? null)],
      intents: new Set(fitting.map(({ name }) => name)),
    };
  };
}
