import type { JsonObject } from '@parlance/wire';
import type { ShownContext } from '../../../engine/capability.ts';
import type { Contribution, ModelMessage } from '../../../ports/model.ts';
import { textOf, type MessageRecord } from '../../../ports/records.ts';
import { estimateTokens } from '../../../ports/token-counter.ts';
import type { OfferedBlock } from './block.ts';
import { budgetTable, type Section, type Share } from './shares.ts';

/** What is needed to tell what a model was shown. */
export interface Showing {
  readonly shown: ShownContext;
  /** What was recalled for it. */
  readonly offered: readonly OfferedBlock[];
  /** The branch that it answers. */
  readonly branch: readonly MessageRecord[];
  readonly shares: readonly Share[];
}

/**
 * The context as it is kept: each message that was sent, in its order, as a block. Messages of the conversation are named
 * by their ids, since they stay as they are; everything else stands there as it was sent.
 */
export function keptContext({ shown, offered, branch, shares }: Showing): JsonObject {
  const first = shown.messages.findIndex(({ role }) => role !== 'system');
  const end = first === -1 ? shown.messages.length : first;
  const system = shown.messages.slice(0, end).map(plainText);
  const blocks = [
    ...systemBlocks(system, shown.contributions, new Map(offered.map((block) => [block.id, block]))),
    ...saidBlocks(shown.messages.slice(end), branch),
  ];
  const used = usedBy(blocks);
  const question = Number(blocks.findLast(({ kind }) => kind === 'question')?.tokens ?? 0);
  const table = budgetTable(shares, { system: used.system ?? 0, question }, used);
  return {
    tokens: blocks.reduce((sum, { tokens }) => sum + tokens, 0),
    budget: table.map((line) => ({ ...line })),
    blocks,
  };
}

type KeptBlock = JsonObject & { readonly kind: string; readonly tokens: number };

function systemBlocks(
  texts: readonly string[],
  contributions: readonly Contribution[],
  offered: ReadonlyMap<string, OfferedBlock>,
): readonly KeptBlock[] {
  const sent = contributions.filter(({ text }) => text !== '');
  const instructions = texts.slice(0, texts.length - sent.length);
  return [
    ...instructions.map((text) => ({
      id: 'instructions',
      kind: 'system',
      role: 'system',
      tokens: estimateTokens(text),
      text,
    })),
    ...sent.map(({ id, capability, tokens, text }): KeptBlock => {
      const block = capability === 'memory' ? offered.get(id) : undefined;
      if (block === undefined) {
        return { id, kind: capability === 'documents' ? 'document' : 'system', role: 'system', tokens, text };
      }
      const { section: kind, ref, score, isCut: cut } = block;
      const sources = block.sources.map((source) => ({ ...source }));
      return { id, kind, role: 'system', ref, score, cut, sources, tokens, text };
    }),
  ];
}

/** From the end, where the question is, the messages are those of the branch; before them may be a given history. */
function saidBlocks(messages: readonly ModelMessage[], branch: readonly MessageRecord[]): readonly KeptBlock[] {
  const said = branch.filter(({ role, parts }) => role === 'user' || textOf(parts).trim() !== '');
  return messages.map((message, index): KeptBlock => {
    const fromEnd = messages.length - index;
    const record = said.at(-fromEnd);
    const text = plainText(message);
    const { role } = message;
    const isKept = record !== undefined && record.role === role && textOf(record.parts) === text;
    return {
      id: `r${fromEnd}`,
      kind: fromEnd === 1 ? 'question' : 'recent',
      role,
      tokens: estimateTokens(text),
      ...(isKept ? { message: record.id } : { text }),
    };
  });
}

function usedBy(blocks: readonly KeptBlock[]): Partial<Record<Section, number>> {
  const used: Partial<Record<Section, number>> = {};
  for (const { kind, tokens } of blocks) {
    const section = SECTION_OF[kind];
    if (section !== undefined) used[section] = (used[section] ?? 0) + tokens;
  }
  return used;
}

const SECTION_OF: Readonly<Record<string, Section>> = {
  system: 'system',
  summary: 'summary',
  memory: 'memory',
  relation: 'relation',
  message: 'message',
  document: 'document',
  recent: 'recent',
  question: 'recent',
};

function plainText({ parts }: ModelMessage): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
