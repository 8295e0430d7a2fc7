import type { Capability, RunningTurn } from '../../engine/capability.ts';
import { givenHistory } from '../../ports/given-history.ts';
import type { Contribution } from '../../ports/model.ts';
import { textOf, type TurnRecord } from '../../ports/records.ts';
import { createAnswerText, NOTHING_ACTIVE } from '../answer-text.ts';
import { loadDocuments } from './load-documents.ts';
import type { LookUp, Report } from './look-up.ts';
import { nothingFound, toContribution, type Passage } from './passage.ts';
import { resolveQuestion } from './question.ts';
import { quoteFor } from '../../retrieval/text/quote.ts';
import { retrievePassages } from './retrieve-passages.ts';

export interface DocumentsParts {
  readonly index: LookUp['index'];
  /** The index failed, and the turn goes on without it. */
  readonly onFailure: (turn: TurnRecord, error: unknown) => void;
  /** What is to be said of the documents now, such as that they may be out of date; null: nothing. Default: nothing. */
  readonly notice?: () => string | null;
}

/** What is known of a turn while its answer comes. */
interface Work {
  readonly passages: ReadonlyMap<string, Passage>;
  citations: number;
  /** Citations that named no passage. */
  dropped: number;
  /** Addresses that were taken out of the answer. */
  removed: number;
}

/**
 * Lets an assistant answer from documents. The turn's option `documents` says how: `fast` gives the model the passages
 * that fit the question, `none` gives it nothing, and everything else whole documents. Each event of progress tells of
 * work that was done. What the model cites becomes `citation` events whose quote stands on that page; citations of what
 * it was not given are dropped. Source: CONTRACT.md §2.4, RETRIEVAL.md §4.
 */
export function createDocuments({ index, onFailure, notice = () => null }: DocumentsParts): Capability {
  // Weak: a turn that another node finishes is never settled here.
  const works = new WeakMap<TurnRecord, Work>();
  return {
    name: 'documents',
    contribute: async (turn, budget) => {
      const report = withNotice(reporter(turn), notice());
      report('start', 5, 'Reading the question...', {});
      const { passages, contributions } = await lookUp({ index, onFailure }, turn, budget, report);
      works.set(turn.turn, {
        passages: new Map(passages.map((passage) => [passage.id, passage])),
        citations: 0,
        dropped: 0,
        removed: 0,
      });
      const tokens = contributions.reduce((sum, block) => sum + block.tokens, 0);
      report('ai_generation', 80, 'Generating AI response...', { passages: passages.length, tokens });
      return contributions;
    },
    answer: { kind: 'transform', start: (turn) => answerText(turn, works) },
    settle: async ({ turn, status }) => {
      const work = works.get(turn);
      if (status !== 'completed' || work === undefined) return { events: [], writes: [] };
      const { citations, dropped, removed } = work;
      const details = { citations, citations_dropped: dropped, links_removed: removed };
      return {
        events: [
          { type: 'progress', step: 'finalizing', message: 'Finalizing response...', percent: 95, details },
          { type: 'progress', step: 'complete', message: 'Response generation complete!', percent: 100, details: {} },
        ],
        writes: [],
      };
    },
  };
}

function reporter({ emit }: RunningTurn): Report {
  return (step, percent, message, details) => emit({ type: 'progress', step, message, percent, details });
}

/** The notice stands beside the reasons for the choice, where the user looks for why an answer is as it is. */
function withNotice(report: Report, notice: string | null): Report {
  if (notice === null) return report;
  return (step, percent, message, details) => {
    const { document_selection_message: reasons } = details;
    const noted = typeof reasons === 'string' ? { document_selection_message: `${reasons} ${notice}` } : {};
    report(step, percent, message, { ...details, ...noted });
  };
}

async function lookUp(
  { index, onFailure }: Pick<DocumentsParts, 'index' | 'onFailure'>,
  { turn, messages, signal }: RunningTurn,
  budget: number,
  progress: Report,
): Promise<{ readonly passages: readonly Passage[]; readonly contributions: readonly Contribution[] }> {
  const { documents: way } = turn.options;
  if (way === 'none') return { passages: [], contributions: [] };
  const question = resolveQuestion(textOf(messages.at(-1)?.parts ?? []), givenHistory(turn.options));
  const asked = { index, reader: turn.owner, question, budget, signal, progress };
  try {
    const { passages } = await (way === 'fast' ? retrievePassages(asked) : loadDocuments(asked));
    const contributions = passages.map((passage) => toContribution(passage, question.text));
    const reason = 'No document has a passage on this question.';
    return { passages, contributions: passages.length > 0 ? contributions : [nothingFound(reason, question.text)] };
  } catch (error) {
    signal.throwIfAborted();
    onFailure(turn, error);
    const reason = 'The documents cannot be read now.';
    const step = way === 'fast' ? 'vector_search' : 'doc_loading';
    progress(step, 60, reason, { documents: 0, documents_loaded: [], document_selection_message: reason });
    return { passages: [], contributions: [nothingFound(reason, question.text)] };
  }
}

function answerText(turn: RunningTurn, works: WeakMap<TurnRecord, Work>) {
  const { options } = turn.turn;
  const given = givenHistory(options).filter(({ role }) => role === 'user');
  const asked = [...turn.messages.map(({ parts }) => textOf(parts)), ...given.map(({ text }) => text)].join('\n');
  const emitted = new Set<string>();
  return createAnswerText({
    kinds: 'd',
    marks: NOTHING_ACTIVE,
    // The whole of it, or all but the mark of a sentence that it took along.
    allows: (address) => asked.includes(address) || asked.includes(address.slice(0, -1)),
    cite: (id, statement) => {
      const work = works.get(turn.turn);
      const passage = work?.passages.get(id);
      if (work === undefined || passage === undefined) {
        if (work !== undefined) work.dropped += 1;
        return false;
      }
      const quote = quoteFor(statement, passage.text);
      const key = JSON.stringify([id, quote]);
      if (!emitted.has(key)) {
        emitted.add(key);
        work.citations += 1;
        const { name, title, page } = passage;
        turn.emit({
          type: 'citation',
          id,
          source: { kind: 'document', title, ref: name, page },
          ...(quote === null ? {} : { quote }),
        });
      }
      return true;
    },
    onAddressRemoved: () => {
      const work = works.get(turn.turn);
      if (work !== undefined) work.removed += 1;
    },
  });
}
