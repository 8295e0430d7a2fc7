import { z } from 'zod';
import { conditionSchema, namesIn } from './condition-schema.ts';

const slug = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, 'must begin with a lower-case letter; letters, digits and -');
const sentence = z.string().trim().min(1).max(2_000);
/** A regular expression that is looked for in the message, whatever its case. */
const pattern = z.string().min(1).max(500).refine(isPattern, 'is no regular expression');

const modeSchema = z.strictObject({
  id: slug,
  title: sentence,
  goal: sentence,
  /** What to ask, the first of them first. */
  ask: z.array(sentence).min(1),
});

const moveSchema = z.strictObject({
  /** The next step, an earlier one, or this step where `mode` says how it goes on differently. */
  to: slug,
  mode: slug.optional(),
  when: conditionSchema,
  /** A code for programs, such as `interests-named`. */
  reason: slug,
  /** The same for people, as the `state` event tells it. */
  because: sentence,
});

const stepSchema = z.strictObject({
  id: slug,
  title: sentence,
  goal: sentence,
  ask: z.array(sentence).min(1),
  /** The slot that it asks for: a message that is a bare list of names then fills it. */
  asksFor: slug.optional(),
  /** Further lines for the model in this step only. */
  instructions: z.string().max(8_000).default(''),
  /** Collections of knowledge that it offers: files of `knowledge/`, or sources such as `alumni`. */
  knowledge: z.array(slug).default([]),
  modes: z.array(modeSchema).default([]),
  /** Looked at in order after each message of the user; the first that holds is made, and no other. */
  moves: z.array(moveSchema).default([]),
});

const slotSchema = z.strictObject({
  name: slug,
  title: sentence,
  /** Tells a model what belongs here. */
  description: sentence,
  kind: z.literal('list').default('list'),
  /** The most entries that are kept. */
  max: z.int().min(1).max(50).default(12),
  /** How it is found without a model; see `docs/guide.md`. */
  rules: z.strictObject({
    /** Sentences that are understood from the start: `interests` (I love …), `careers` (I want to be a …). */
    family: z.enum(['interests', 'careers', 'none']).default('none'),
    /** Beginnings after which entries follow, such as `travel to`. */
    add: z.array(pattern).default([]),
    /** Beginnings after which entries follow that no longer count. */
    remove: z.array(pattern).default([]),
    /** Names that are recognised as a whole, such as `arts and crafts`, with other spellings of each. */
    vocabulary: z.array(z.strictObject({ name: sentence, also: z.array(sentence).default([]) })).default([]),
  }),
});

const intentSchema = z.strictObject({
  name: slug,
  /** Tells a model what is meant. */
  description: sentence,
  patterns: z.array(pattern).min(1),
});

const limitsSchema = z.strictObject({
  /** Estimated tokens of knowledge in one context. */
  knowledgeTokens: z.int().min(0).max(20_000).default(1_600),
  /** Entries of knowledge in one context. */
  entries: z.int().min(0).max(50).default(8),
  /** How long a source outside may take, milliseconds; without it the answer goes on. */
  sourceMs: z.int().min(1).max(10_000).default(250),
});

/** A guide as data: `assistants/<name>/guide.json`. */
export const guideSchema = z
  .strictObject({
    title: sentence,
    /** `rules` never asks the model; `model` lets it refine what the rules found, where there is one. */
    extraction: z.enum(['model', 'rules']).default('model'),
    steps: z.array(stepSchema).min(1).max(20),
    slots: z.array(slotSchema).max(10).default([]),
    intents: z.array(intentSchema).max(20).default([]),
    limits: limitsSchema.prefault({}),
  })
  .superRefine(checkReferences);

export type GuideDefinition = z.output<typeof guideSchema>;
export type GuideStep = GuideDefinition['steps'][number];
export type GuideMove = GuideStep['moves'][number];
export type GuideSlot = GuideDefinition['slots'][number];

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'iu');
    return true;
  } catch {
    return false;
  }
}

type Unchecked = {
  readonly steps: readonly z.output<typeof stepSchema>[];
  readonly slots: readonly { readonly name: string }[];
  readonly intents: readonly { readonly name: string }[];
};

/** Every name leads somewhere, names are unique, and no move leaves out a step. */
function checkReferences({ steps, slots, intents }: Unchecked, context: z.RefinementCtx): void {
  const complain = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  const order = new Map(steps.map(({ id }, index) => [id, index]));
  const known = { slots: new Set(slots.map(({ name }) => name)), intents: new Set(intents.map(({ name }) => name)) };
  if (order.size < steps.length) complain(['steps'], 'two steps have the same id');
  if (known.slots.size < slots.length) complain(['slots'], 'two slots have the same name');
  if (known.intents.size < intents.length) complain(['intents'], 'two intents have the same name');
  for (const [index, step] of steps.entries()) {
    if (step.asksFor !== undefined && !known.slots.has(step.asksFor)) {
      complain(['steps', index, 'asksFor'], `there is no slot "${step.asksFor}"`);
    }
    for (const [place, move] of step.moves.entries()) {
      const path = ['steps', index, 'moves', place];
      const target = order.get(move.to);
      if (target === undefined) complain([...path, 'to'], `there is no step "${move.to}"`);
      else if (target > index + 1) complain([...path, 'to'], 'leaves out a step; only the next one may follow');
      else if (target === index && move.mode === undefined) complain([...path, 'to'], 'is this step: name a mode');
      const modes = steps[target ?? -1]?.modes.map(({ id }) => id) ?? [];
      if (move.mode !== undefined && !modes.includes(move.mode)) {
        complain([...path, 'mode'], `the step "${move.to}" has no mode "${move.mode}"`);
      }
      const names = namesIn(move.when);
      for (const name of names.slots) {
        if (!known.slots.has(name)) complain([...path, 'when'], `there is no slot "${name}"`);
      }
      for (const name of names.intents) {
        if (!known.intents.has(name)) complain([...path, 'when'], `there is no intent "${name}"`);
      }
    }
  }
}
