import type { RunningTurn } from '../../../engine/capability.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Contribution } from '../../../ports/model.ts';
import { recentMessages } from '../../../ports/recent-messages.ts';
import { textOf, type MessageRecord, type TurnRecord } from '../../../ports/records.ts';
import { estimateTokens } from '../../../ports/token-counter.ts';
import { termsOf } from '../../../retrieval/text/terms.ts';
import { toContribution, withIds, type OfferedBlock } from './block.ts';
import { chooseBlocks, questionTokens } from './choose-blocks.ts';
import { introduction } from './introduction.ts';
import { recall, type RecallParts } from './recall.ts';
import { ownShares, type Share } from './shares.ts';
import type { RecallFailure } from './time-limit.ts';

/** So many characters of a question say what it is about. */
const LONGEST_QUESTION = 2_000;
/** A question of fewer words leans on the one before it. */
const FEWEST_TERMS = 2;

export interface ContributingParts extends RecallParts {
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'after'>;
  /** How the context of an assistant is shared. */
  readonly shares: (assistant: string) => readonly Share[];
  readonly instructions: (assistant: string) => string;
  /** Estimated tokens that the capabilities of an assistant may contribute. */
  readonly contributionTokens: (assistant: string) => number;
  readonly observer: RecallObserver;
}

export interface RecallObserver {
  /** What was looked for took so long, and so many blocks were shown. */
  recalled(ms: number, blocks: number): void;
  /** A part of it failed or came too late: the answer comes without it. */
  failed(turn: TurnRecord, failure: RecallFailure): void;
}

export interface Contributed {
  readonly offered: readonly OfferedBlock[];
  readonly contributions: readonly Contribution[];
}

/** What the turn is shown of what its scopes remember, within `budget` estimated tokens. Says so where a part is missing. */
export async function contribute(
  parts: ContributingParts,
  turn: RunningTurn,
  scopes: readonly string[],
  budget: number,
): Promise<Contributed> {
  const { owner, conversation, assistant } = turn.turn;
  const { messages: branch } = turn;
  const shares = parts.shares(assistant);
  const now = parts.clock.now();
  const head = introduction(now);
  // What the capabilities before this one have contributed is told to the model as what it is.
  const before = parts.contributionTokens(assistant) - budget;
  const system = estimateTokens(parts.instructions(assistant)) + before + head.tokens;
  const whole = { system, question: questionTokens(branch) };
  const recent = ownShares(shares, whole).find(({ section }) => section === 'recent')?.tokens ?? 0;
  const exclude = recentMessages(branch, recent).map(({ id }) => id);
  const started = parts.clock.elapsed();
  const text = questionOf(branch);
  const { blocks, failures } = await recall(parts, { now, owner, conversation, scopes, text, exclude });
  const offered = withIds(chooseBlocks({ shares, whole, blocks, branch }));
  parts.observer.recalled(parts.clock.elapsed() - started, offered.length);
  if (failures.length > 0) tell(parts.observer, turn, failures);
  return { offered, contributions: offered.length === 0 ? [] : [head, ...offered.map(toContribution)] };
}

/** The question; one that says nothing by itself with the one before it. */
function questionOf(branch: readonly MessageRecord[]): string {
  const asked = branch.filter(({ role }) => role === 'user').map(({ parts }) => textOf(parts));
  const question = (asked.at(-1) ?? '').slice(0, LONGEST_QUESTION);
  const leans = termsOf(question).length < FEWEST_TERMS;
  return leans ? `${(asked.at(-2) ?? '').slice(0, LONGEST_QUESTION)}\n${question}`.trim() : question;
}

function tell(observer: RecallObserver, turn: RunningTurn, failures: readonly RecallFailure[]): void {
  failures.forEach((failure) => observer.failed(turn.turn, failure));
  turn.emit({
    type: 'progress',
    step: 'degraded',
    message: 'Answering without a part of what is remembered.',
    details: { capability: 'memory', parts: failures.map(({ part, reason }) => ({ part, reason })) },
  });
}
