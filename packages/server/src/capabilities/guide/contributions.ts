import type { JsonObject } from '@parlance/wire';
import type { Contribution } from '../../ports/model.ts';
import type { GuideDefinition, GuideStep } from './definition.ts';
import type { KnowledgeEntry } from './knowledge-source.ts';
import type { GuideState } from './state.ts';

/** As the engine estimates, for budgets only. */
const CHARACTERS_PER_TOKEN = 4;

export interface ContributionParts {
  readonly guide: GuideDefinition;
  readonly state: GuideState;
  readonly step: GuideStep;
  /** True where this very message moved the guide. */
  readonly justMoved: boolean;
  readonly entries: readonly KnowledgeEntry[];
  /** Estimated tokens for everything. */
  readonly budget: number;
}

/**
 * What the model reads of the guide: first what is the same in every turn, so that a provider can keep it, then where
 * the user stands, then the entries that fit, each with the id by which it is cited, as many as the budget holds.
 */
export function guideContributions(parts: ContributionParts): readonly Contribution[] {
  const { guide, state, step, entries, justMoved } = parts;
  const head = [
    block('guide:steps', stepsText(guide), { kind: 'guide-steps', title: guide.title }),
    block('guide:step', stepText(parts), { kind: 'guide-step', ...stepFacts(guide, state, step, justMoved) }),
  ];
  let left = Math.min(guide.limits.knowledgeTokens, parts.budget - head.reduce((sum, { tokens }) => sum + tokens, 0));
  const offered: Contribution[] = [];
  for (const entry of entries) {
    const offer = block(entry.id, entryText(entry), entryFacts(entry));
    if (offer.tokens <= left) {
      left -= offer.tokens;
      offered.push(offer);
    }
  }
  return [...head, ...offered];
}

function block(id: string, text: string, data: JsonObject): Contribution {
  return { id, capability: 'guide', text, tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN), data };
}

function stepsText({ title, steps }: GuideDefinition): string {
  const list = steps.map((step, index) => `${index + 1}. ${step.title}: ${step.goal}`).join('\n');
  return (
    `${title}: you guide the user through ${steps.length} steps, one at a time, none left out. The server decides when ` +
    `the step changes and tells you the current one below; never announce another.\n${list}`
  );
}

function stepText({ guide, state, step, justMoved }: ContributionParts): string {
  const mode = step.modes.find(({ id }) => id === state.mode);
  const lines = [
    `Current step: ${state.stepNumber} of ${guide.steps.length}, ${step.title}${mode === undefined ? '' : ` (${mode.title})`}.`,
    justMoved && state.lastMove !== null ? `It has just begun: ${state.lastMove.because}` : '',
    `Goal: ${mode?.goal ?? step.goal}`,
    `Ask: ${(mode?.ask ?? step.ask).join(' / ')}`,
    step.instructions,
    ...guide.slots.map(({ name, title }) => `${title}: ${listed(state.slots[name] ?? [])}`),
    step.knowledge.length === 0
      ? ''
      : 'Recommend from the entries below where they fit, cite each as [id], and tell where to verify it. Do not make up others.',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function listed(entries: readonly string[]): string {
  return entries.length === 0 ? 'nothing yet' : entries.join(', ');
}

function entryText({ id, title, text, deadline, verifyAt }: KnowledgeEntry): string {
  const until = deadline === null ? '' : ` Deadline: ${deadline}.`;
  return `[${id}] ${title}: ${text}${until} ${verifyAt === null ? 'Not verified.' : `Verify at ${verifyAt}`}`;
}

function entryFacts({ title, text, deadline, verifyAt }: KnowledgeEntry): JsonObject {
  return { kind: 'guide-knowledge', title, text, deadline, verifyAt };
}

/** What the scripted model answers from. */
function stepFacts(guide: GuideDefinition, state: GuideState, step: GuideStep, justMoved: boolean): JsonObject {
  const mode = step.modes.find(({ id }) => id === state.mode);
  const from = guide.steps.findIndex(({ id }) => id === state.lastMove?.from) + 1;
  return {
    guide: guide.title,
    title: mode === undefined ? step.title : `${step.title}, ${mode.title}`,
    number: state.stepNumber,
    of: guide.steps.length,
    questions: mode?.ask ?? step.ask,
    // The first message of all is counted although nothing was asked before it.
    timesAsked: state.turnsInStep - (state.lastMove === null ? 1 : 0),
    isReturn: justMoved && from > state.stepNumber,
    because: justMoved ? (state.lastMove?.because ?? null) : null,
    slots: guide.slots.map(({ name, title }) => ({ title, entries: state.slots[name] ?? [] })),
  };
}
