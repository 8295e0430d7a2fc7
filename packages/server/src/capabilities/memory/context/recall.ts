import type { Clock } from '../../../ports/clock.ts';
import type { MemoryRecord, MemoryStore } from '../../../ports/memory-store.ts';
import type { MessageIndex, RecallHit, RecallSource } from '../../../ports/message-index.ts';
import type { Block, BlockSource } from './block.ts';
import { within, type RecallFailure } from './time-limit.ts';

/** Earlier messages, memories and relations that are asked for; more than there is room for, since some are short. */
const MOST_MESSAGES = 24;
const MOST_MEMORIES = 40;
/** Memories that are shown whatever the question is, as far as there is room: the most important of the latest. */
const MOST_STANDING = 30;
const LATEST = 100;
/** Below this importance a memory is shown only where it fits the question. */
const STANDING_IMPORTANCE = 3;

export interface RecallParts {
  readonly index: Pick<MessageIndex, 'search'>;
  readonly memories: Pick<MemoryStore, 'memory' | 'memories' | 'sources' | 'summary'>;
  readonly clock: Pick<Clock, 'after'>;
  /** Longest wait for each part, milliseconds: an answer does not wait for what it can do without. */
  readonly limitMs: () => number;
}

export interface RecallQuestion {
  /** What "yesterday" is counted from, milliseconds since the epoch: one moment for all parts. */
  readonly now: number;
  readonly owner: string;
  readonly conversation: string;
  readonly scopes: readonly string[];
  readonly text: string;
  /** Messages that are shown in any case. */
  readonly exclude: readonly string[];
}

/** What came in time, best first within each section, and what did not. */
export interface Recalled {
  readonly blocks: readonly Block[];
  readonly failures: readonly RecallFailure[];
}

/** Looks for what helps to answer, in all places at once. Never rejects: what fails or comes late is left out. */
export async function recall(parts: RecallParts, question: RecallQuestion): Promise<Recalled> {
  const work = {
    summary: () => summaryOf(parts, question),
    memories: () => memoriesOf(parts, question),
    messages: () => messagesOf(parts, question),
  };
  const limitMs = parts.limitMs();
  const limited = Object.entries(work).map(([part, find]) => within(parts.clock, limitMs, part, find));
  const results = await Promise.all(limited);
  return {
    blocks: results.flatMap((result) => ('value' in result ? result.value : [])),
    failures: results.flatMap((result) => ('value' in result ? [] : [result])),
  };
}

async function summaryOf(
  { memories }: RecallParts,
  { owner, conversation }: RecallQuestion,
): Promise<readonly Block[]> {
  const summary = await memories.summary(owner, conversation);
  if (summary === null || summary.text.trim() === '') return [];
  const { text, uptoMessage: message, uptoAt: time } = summary;
  const sources = [{ message, conversation, time, speaker: 'user' }];
  return [{ section: 'summary', ref: conversation, text, score: 1, sources, about: { to: day(time) }, isCut: false }];
}

async function messagesOf({ index }: RecallParts, question: RecallQuestion): Promise<readonly Block[]> {
  const { owner, scopes, text, now, exclude } = question;
  const scope = { kind: 'scopes', scopes } as const;
  const kinds = ['message'] as const;
  const hits = (await index.search({ owner, scope, text, k: MOST_MESSAGES, now, kinds, exclude })) ?? [];
  return hits.map(({ id, text: said, score, sources }): Block => {
    const [source] = sources;
    const about = source === undefined ? {} : { from: source.speaker, said: minute(source.time) };
    return { section: 'message', ref: id, text: said, score, sources: sources.map(toSource), about, isCut: false };
  });
}

/** Memories and relations that fit the question, then the important ones that hold in any case. */
async function memoriesOf(parts: RecallParts, question: RecallQuestion): Promise<readonly Block[]> {
  const { owner, scopes, text, now } = question;
  const scope = { kind: 'scopes', scopes } as const;
  const kinds = ['memory', 'relation'] as const;
  const [hits, standing] = await Promise.all([
    parts.index.search({ owner, scope, text, k: MOST_MEMORIES, now, kinds }),
    standingOf(parts, question),
  ]);
  const fitting = await Promise.all((hits ?? []).map((hit) => toBlock(parts, owner, hit)));
  const found = fitting.flatMap((block) => block ?? []);
  const shown = new Set(found.map(({ ref }) => ref));
  return [...found, ...standing.filter(({ ref }) => !shown.has(ref))];
}

/** Null where the memory was removed since it was found. */
async function toBlock({ memories }: RecallParts, owner: string, hit: RecallHit): Promise<Block | null> {
  const { id, text, score } = hit;
  const sources = hit.sources.map(toSource);
  if (hit.kind === 'relation') return { section: 'relation', ref: id, text, score, sources, about: {}, isCut: false };
  const record = await memories.memory(owner, id);
  return record === null ? null : memoryBlock(record, score, sources);
}

async function standingOf({ memories }: RecallParts, { owner, scopes }: RecallQuestion): Promise<readonly Block[]> {
  const latest = await Promise.all(
    scopes.map((scope) => memories.memories({ owner, scope, status: 'current', limit: LATEST })),
  );
  const standing = latest
    .flat()
    .filter(({ importance }) => importance >= STANDING_IMPORTANCE)
    .toSorted((one, other) => other.importance - one.importance)
    .slice(0, MOST_STANDING);
  const sources = await memories.sources(
    owner,
    standing.map(({ id }) => id),
  );
  return standing.map((record) => {
    const own = sources.filter(({ memory }) => memory === record.id).map(({ message }) => message);
    const said = own.map(({ id, conversation, createdAt, role, speaker = role }) => ({
      message: id,
      conversation,
      time: createdAt,
      speaker,
    }));
    return memoryBlock(record, 0, said);
  });
}

function memoryBlock(record: MemoryRecord, score: number, sources: readonly BlockSource[]): Block {
  const { id, type, subject, text, status, validFrom, validTo, eventAt } = record;
  const about = {
    type,
    since: day(validFrom),
    ...(eventAt === null ? {} : { when: day(eventAt) }),
    ...(validTo === null ? {} : { until: day(validTo) }),
    ...(status === 'current' ? {} : { status }),
  };
  return { section: 'memory', ref: id, text, score, sources, about, subject, isCut: false };
}

function toSource({ message, conversation, time, speaker }: RecallSource): BlockSource {
  return { message, conversation, time, speaker };
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
