import type { Capability, RunningTurn, SettledTurn, Settlement } from '../../engine/capability.ts';
import type { Clock } from '../../ports/clock.ts';
import { ModelError, type Contribution } from '../../ports/model.ts';
import type { MessageRecord, TurnRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { guideContributions } from './contributions.ts';
import type { GuideDefinition } from './definition.ts';
import { extractWithModel } from './extract-with-model.ts';
import type { KnowledgeSource } from './knowledge-source.ts';
import { createKnowledge, type Knowledge } from './knowledge.ts';
import { listenerOf, type Listener } from './listen.ts';
import type { LoadedGuide } from './load-guide.ts';
import { nextState, type Heard, type NextState } from './next-state.ts';
import { GUIDE_SCOPE, guideState, stateData, stepOf, type GuideState } from './state.ts';

export interface GuideParts {
  /** By the name of their assistant. */
  readonly guides: ReadonlyMap<string, LoadedGuide>;
  readonly sources: readonly KnowledgeSource[];
  readonly store: Pick<Store, 'state' | 'branch'>;
  readonly clock: Clock;
  /** False where the model is no language model, such as the scripted one: then rules alone are used. */
  readonly asksModel: boolean;
  /** A part of the guide failed (`guide:extraction`, `guide:alumni` …) and the turn goes on without it. */
  readonly onFailure: (turn: TurnRecord, part: string, error: unknown) => void;
}

/** The terminal waits for extraction no longer than this, so that settling stays below the engine's own limit of 3 s. */
const EXTRACTION_WAIT_MS = 2_500;
/** So long a stopped model may take to say so, and to be noted in the turn. */
const STOPPING_MS = 250;

interface Guide {
  readonly definition: GuideDefinition;
  readonly knowledge: Knowledge;
  readonly listen: Listener;
}

/** What is known of a turn's message before the answer, kept until the turn is settled. */
interface Work {
  readonly guide: Guide;
  readonly before: GuideState;
  /** Version of the state that the turn began from. */
  readonly version: number;
  /** What the rules heard. */
  readonly heard: Heard;
  /** Lets the model hear too, once; null where it is not asked, or failed. */
  readonly refine: () => Promise<Heard | null>;
  readonly stopRefining: () => void;
}

/**
 * Leads a user through the steps of a guide. The rules hear a message at once, so that the answer belongs to the right
 * step; what a model hears beside the answer counts when the turn ends. State, `state` events and the terminal are one
 * transaction. Source: DESIGN.md §8.2, 8.3 and docs/guide.md.
 */
export function createGuide(parts: GuideParts): Capability {
  const { clock, sources, asksModel } = parts;
  const guides = new Map(
    [...parts.guides].map(([assistant, { definition, entries }]): [string, Guide] => [
      assistant,
      {
        definition,
        knowledge: createKnowledge({ guide: definition, entries, sources, clock }),
        listen: listenerOf(definition),
      },
    ]),
  );
  const guideOf = ({ assistant }: TurnRecord): Guide => {
    const guide = guides.get(assistant);
    if (guide === undefined) throw new Error(`The assistant ${assistant} has no guide.`);
    return guide;
  };
  // Weak: a turn that another node finishes is never settled here.
  const works = new WeakMap<TurnRecord, Work>();
  const capability: Capability = {
    name: 'guide',
    contribute: async (turn, budget) => {
      const work = await begin(parts, guideOf(turn.turn), turn, turn.messages);
      works.set(turn.turn, work);
      return contribute(parts, work, turn, budget);
    },
    settle: async (turn) => {
      const work = works.get(turn.turn) ?? (await takeUp(parts, guideOf(turn.turn), turn));
      return work === null ? { events: [], writes: [] } : settle(parts, work, turn);
    },
  };
  // Asked with the first piece of the answer, not before it: a provider that serves one request at a time would else
  // keep the user waiting for it.
  return asksModel
    ? { ...capability, answer: { kind: 'observe', start: ({ turn }) => refining(works, turn) } }
    : capability;
}

function refining(works: WeakMap<TurnRecord, Work>, turn: TurnRecord): () => 'go on' {
  let isAsked = false;
  return () => {
    if (!isAsked) {
      isAsked = true;
      // A failure is reported where it happens, and settling waits for the same promise.
      void works.get(turn)?.refine();
    }
    return 'go on';
  };
}

/** A turn that was taken over, or never ran: what it began from is read again. */
async function takeUp(parts: GuideParts, guide: Guide, turn: SettledTurn): Promise<Work | null> {
  const { conversation, userMessage } = turn.turn;
  const messages = await parts.store.branch(conversation, userMessage, 2);
  const asked = messages.at(-1);
  // A turn that was cancelled in the queue follows an answer that is not there yet: it must not settle before it.
  const isAlone = asked === undefined || (asked.parent !== null && messages.length < 2);
  return isAlone ? null : begin(parts, guide, turn, messages);
}

async function begin(
  parts: GuideParts,
  guide: Guide,
  { turn, ask }: Pick<RunningTurn, 'turn' | 'ask'>,
  messages: readonly MessageRecord[],
): Promise<Work> {
  const { definition } = guide;
  const asked = messages.at(-1);
  const { conversation, userMessage } = turn;
  const kept = asked?.parent === null ? null : await parts.store.state(conversation, GUIDE_SCOPE, userMessage);
  const before = guideState(definition, kept?.data ?? null);
  const message = textOf(asked);
  const heard = guide.listen(message, before);
  const controller = new AbortController();
  const { signal } = controller;
  const refine = async (): Promise<Heard | null> => {
    if (!parts.asksModel || definition.extraction === 'rules' || message.trim() === '') return null;
    const known = nextState(definition, before, heard).state;
    const listening = { guide: definition, known, message, previousAnswer: textOf(messages.at(-2)) };
    try {
      return await extractWithModel(listening, ask, signal);
    } catch (error) {
      // A turn that is stopped stops this too, which is no failure; what was too late has been reported.
      if (!signal.aborted && !isAbort(error)) parts.onFailure(turn, 'guide:extraction', error);
      return null;
    }
  };
  let refined: Promise<Heard | null> | null = null;
  return {
    guide,
    before,
    version: kept?.version ?? 0,
    heard,
    refine: () => (refined ??= refine()),
    stopRefining: () => controller.abort(),
  };
}

async function contribute(
  { onFailure }: GuideParts,
  work: Work,
  { turn, signal }: RunningTurn,
  budget: number,
): Promise<readonly Contribution[]> {
  const { definition, knowledge } = work.guide;
  const { state } = after(work, null);
  const step = stepOf(definition, state);
  const entries = await knowledge.find({
    state,
    step,
    signal,
    onFailure: (source, error) => onFailure(turn, `guide:${source}`, error),
  });
  const justMoved = state.turnsInStep === 0;
  return guideContributions({ guide: definition, state, step, justMoved, entries, budget });
}

async function settle(parts: GuideParts, work: Work, { turn, status, text }: SettledTurn): Promise<Settlement> {
  // Where nothing was answered the model is not there, or not wanted: then the rules are enough.
  const refined = status === 'completed' || text !== '' ? await refinedInTime(parts, work, turn) : null;
  const { state, patches } = after(work, refined);
  const version = work.version + patches.length;
  const { conversation, id } = turn;
  return {
    events: patches.map((patch, index) => ({
      type: 'state',
      scope: GUIDE_SCOPE,
      patch,
      version: work.version + index + 1,
    })),
    writes: [
      {
        kind: 'state.put',
        previous: work.version,
        state: { conversation, scope: GUIDE_SCOPE, turn: id, version, data: stateData(state) },
      },
    ],
  };
}

/** Stops what is late, and then waits for nothing more: a store that is slow may hold it up before the model is asked. */
function refinedInTime({ clock, onFailure }: GuideParts, work: Work, turn: TurnRecord): Promise<Heard | null> {
  return new Promise((resolve) => {
    const stop = clock.after(EXTRACTION_WAIT_MS, () => {
      onFailure(
        turn,
        'guide:extraction',
        new Error(`The model was not done ${EXTRACTION_WAIT_MS} ms after the answer.`),
      );
      work.stopRefining();
    });
    const giveUp = clock.after(EXTRACTION_WAIT_MS + STOPPING_MS, () => resolve(null));
    void work.refine().then((heard) => {
      stop();
      giveUp();
      resolve(heard);
    });
  });
}

function after({ guide, before, heard }: Work, refined: Heard | null): NextState {
  return nextState(guide.definition, before, {
    changes: [...heard.changes, ...(refined?.changes ?? [])],
    intents: new Set([...heard.intents, ...(refined?.intents ?? [])]),
  });
}

function isAbort(error: unknown): boolean {
  return error instanceof ModelError ? error.code === 'aborted' : error instanceof Error && error.name === 'AbortError';
}

function textOf(message: MessageRecord | undefined): string {
  return message?.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') ?? '';
}
