import type { Clock } from '../../ports/clock.ts';
import { nextDeadline } from './deadline.ts';
import type { GuideDefinition, GuideStep } from './definition.ts';
import type { KnowledgeEntry, KnowledgeSource } from './knowledge-source.ts';
import type { FiledEntry } from './load-guide.ts';
import { sameKey } from './rules/same-thing.ts';
import type { GuideState } from './state.ts';

export interface KnowledgeParts {
  readonly guide: GuideDefinition;
  readonly entries: readonly FiledEntry[];
  readonly sources: readonly KnowledgeSource[];
  readonly clock: Clock;
}

export interface KnowledgeSearch {
  readonly state: GuideState;
  readonly step: GuideStep;
  readonly signal: AbortSignal;
  /** Hears of a source that failed or took too long. */
  readonly onFailure: (source: string, error: unknown) => void;
}

/** Finds what fits the step and the slots, the best first, within the guide's bounds. */
export interface Knowledge {
  find(search: KnowledgeSearch): Promise<readonly KnowledgeEntry[]>;
}

interface Indexed {
  readonly entry: FiledEntry;
  readonly place: number;
}

/** A tag that is named counts more than a word of it, and that more than a word of the title. */
const WEIGHT = { tag: 6, tagWord: 2, titleWord: 1 } as const;

/**
 * Knowledge from files and from sources outside. Entries of files are found through an index of their tags and titles,
 * so that the time grows with what fits and not with what there is.
 */
export function createKnowledge({ guide, entries, sources, clock }: KnowledgeParts): Knowledge {
  const index = indexOf(entries);
  const general = entries.map((entry, place) => ({ entry, place })).filter(({ entry }) => entry.tags.length === 0);
  const { entries: most, sourceMs } = guide.limits;
  return {
    find: async ({ state, step, signal, onFailure }) => {
      const offered = new Set(step.knowledge);
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      const fits = (entry: FiledEntry): boolean =>
        offered.has(entry.collection) &&
        (entry.steps === null || entry.steps.includes(step.id)) &&
        isOpen(entry, today);
      const outside = await Promise.all(
        sources
          .filter(({ name }) => offered.has(name))
          .map(async (source): Promise<readonly [string, readonly KnowledgeEntry[]]> => {
            const query = { step: step.id, slots: state.slots, limit: Math.ceil(most / 2) };
            try {
              const found = await within(clock, sourceMs, signal, (limited) => source.find(query, limited));
              return [source.name, found.filter((entry) => isOpen(entry, today)).slice(0, query.limit)];
            } catch (error) {
              onFailure(source.name, error);
              return [source.name, []];
            }
          }),
      );
      const guests = new Map(outside);
      const filed = ranked(index, general, Object.values(state.slots).flat(), fits);
      const lists = step.knowledge.map(
        (name) => guests.get(name) ?? filed.filter(({ collection }) => collection === name),
      );
      return alternating(lists)
        .slice(0, most)
        .map((entry) => dated(entry, today));
    },
  };
}

/** A past deadline is not recommended; its day itself still counts. */
function isOpen({ deadline }: KnowledgeEntry, today: string): boolean {
  return deadline === null || nextDeadline(deadline, today) !== null;
}

/** The entry with the day that is meant now, where its deadline comes back each year. */
function dated(entry: KnowledgeEntry, today: string): KnowledgeEntry {
  return entry.deadline === null ? entry : { ...entry, deadline: nextDeadline(entry.deadline, today) };
}

type Index = ReadonlyMap<string, readonly { readonly found: Indexed; readonly weight: number }[]>;

function indexOf(entries: readonly FiledEntry[]): Index {
  const index = new Map<string, { found: Indexed; weight: number }[]>();
  const add = (key: string, found: Indexed, weight: number): void => {
    const list = index.get(key);
    if (list === undefined) index.set(key, [{ found, weight }]);
    else list.push({ found, weight });
  };
  for (const [place, entry] of entries.entries()) {
    const found = { entry, place };
    for (const tag of new Set(entry.tags.map(sameKey))) add(tag, found, WEIGHT.tag);
    for (const word of new Set(entry.tags.flatMap(keywords))) add(word, found, WEIGHT.tagWord);
    for (const word of new Set(keywords(entry.title))) add(word, found, WEIGHT.titleWord);
  }
  return index;
}

/** By how much of what the user named they meet; then what is for everybody; each in the order of the files. */
function ranked(
  index: Index,
  general: readonly Indexed[],
  wanted: readonly string[],
  fits: (entry: FiledEntry) => boolean,
): readonly FiledEntry[] {
  const scores = new Map<Indexed['place'], { entry: FiledEntry; score: number }>();
  const keys = new Set(wanted.flatMap((thing) => [sameKey(thing), ...keywords(thing)]));
  for (const key of keys) {
    for (const { found, weight } of index.get(key) ?? []) {
      if (fits(found.entry)) {
        const score = (scores.get(found.place)?.score ?? 0) + weight;
        scores.set(found.place, { entry: found.entry, score });
      }
    }
  }
  const meeting = [...scores].toSorted(([place, one], [other, two]) => two.score - one.score || place - other);
  const rest = general.filter(({ entry, place }) => !scores.has(place) && fits(entry));
  return [...meeting.map(([, { entry }]) => entry), ...rest.map(({ entry }) => entry)];
}

/** The best of each collection in turn, in the order in which the step names them: none crowds out another. */
function alternating(lists: readonly (readonly KnowledgeEntry[])[]): readonly KnowledgeEntry[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

const SMALL_WORDS = new Set('a an and at by for from in of on or the to with'.split(' '));

function keywords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}+#]+/u)
    .filter((word) => word !== '' && !SMALL_WORDS.has(word))
    .map(sameKey);
}

/** Rejects when the time is over or `signal` aborts, and tells the work that it may stop. */
async function within<T>(
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
  work: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancelTimer = clock.after(limitMs, () => controller.abort(new Error(`It took longer than ${limitMs} ms.`)));
  const onAbort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const over = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(errorOf(controller.signal.reason)), { once: true });
  });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work(controller.signal), over]);
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
  }
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
