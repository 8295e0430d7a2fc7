import { z } from 'zod';
import type { Contribution } from '../../../ports/model.ts';
import { extractAnswer } from './extract.ts';

const MOST_SUGGESTIONS = 3;

/** What a guide contributes about where the user stands. */
const stepFacts = z.object({
  kind: z.literal('guide-step'),
  guide: z.string(),
  title: z.string(),
  number: z.number(),
  of: z.number(),
  questions: z.array(z.string()),
  /** How often its questions were asked already. */
  timesAsked: z.number(),
  /** True where the guide has just gone back. */
  isReturn: z.boolean(),
  because: z.string().nullable(),
  slots: z.array(z.object({ title: z.string(), entries: z.array(z.string()) })),
});

const entryFacts = z.object({
  kind: z.literal('guide-knowledge'),
  title: z.string(),
  text: z.string(),
  deadline: z.string().nullable(),
  verifyAt: z.string().nullable(),
});

/**
 * The next words of a guide, all from its own data: why it moved, what was understood, what it can offer with the place
 * to verify it, and the question of the step. Undefined where no guide contributed.
 */
export function guidedReply(message: string, contributions: readonly Contribution[]): string | undefined {
  const facts = contributions.flatMap(({ data }) => stepFacts.safeParse(data).data ?? [])[0];
  if (facts === undefined) return undefined;
  const others = contributions.filter(({ capability }) => capability !== 'guide');
  const paragraphs = [
    extractAnswer(message, others) ?? '',
    headline(facts),
    understood(facts),
    suggestions(contributions, facts.timesAsked),
    facts.questions[facts.timesAsked % facts.questions.length] ?? '',
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function headline({ guide, because, title, number, of, timesAsked, isReturn }: z.output<typeof stepFacts>): string {
  const where = `step ${number} of ${of}: ${title}.`;
  if (because !== null) return `${because} ${isReturn ? 'Let us go back to' : 'Let us go on with'} ${where}`;
  return timesAsked === 0 ? `Welcome to “${guide}”. We begin with ${where}` : `We are at ${where}`;
}

function understood({ slots }: z.output<typeof stepFacts>): string {
  return slots
    .filter(({ entries }) => entries.length > 0)
    .map(({ title, entries }) => `${title} so far: ${entries.join(', ')}.`)
    .join(' ');
}

/** Others each time, as long as there are others. */
function suggestions(contributions: readonly Contribution[], timesAsked: number): string {
  const lines = contributions.flatMap(({ id, data }) => {
    const entry = entryFacts.safeParse(data).data;
    if (entry === undefined) return [];
    const { title, text, deadline, verifyAt } = entry;
    const until = deadline === null ? '' : ` Deadline: ${deadline}.`;
    const where = verifyAt === null ? 'I know of no page where this can be verified.' : `Verify at ${verifyAt}`;
    return [`- ${title}: ${text}${until} ${where} [${id}]`];
  });
  const first = (timesAsked * MOST_SUGGESTIONS) % Math.max(1, lines.length);
  return [...lines.slice(first), ...lines.slice(0, first)].slice(0, MOST_SUGGESTIONS).join('\n');
}
