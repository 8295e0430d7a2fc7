import { recentMessages } from '../../../ports/recent-messages.ts';
import { textOf, type MessageRecord } from '../../../ports/records.ts';
import { estimateTokens } from '../../../ports/token-counter.ts';
import { blockTokens, shorten, type Block } from './block.ts';
import { ownShares, type Section, type Share, type Whole } from './shares.ts';

export interface Offers {
  readonly shares: readonly Share[];
  readonly whole: Whole;
  /** Everything that was recalled, best first within each section. */
  readonly blocks: readonly Block[];
  /** The conversation itself, the question last; its newest messages are shown after the blocks. */
  readonly branch: readonly MessageRecord[];
}

/**
 * The blocks that there is room for, section by section in the order of the shares, best first within each; earlier
 * messages in the order in which they were said. What a section leaves goes to the next. No message is both among the
 * blocks and among the newest messages that follow them. The same offers give the same blocks.
 */
export function chooseBlocks({ shares, whole, blocks, branch }: Offers): readonly Block[] {
  const own = ownShares(shares, whole);
  // The newest messages get their own share at least: these are shown there in any case.
  const certain = idsOf(recentMessages(branch, tokensOf(own, 'recent')));
  const systemLeft = Math.max(0, tokensOf(shares, 'system') - whole.system);
  const chosen = new Map<Section, readonly Block[]>();
  let left = systemLeft;
  for (const { section, tokens } of own) {
    if (section === 'system') continue;
    const offers = blocks.filter((block) => block.section === section && !certain.has(block.ref));
    const taken = fill(offers, tokens + left);
    chosen.set(section, taken);
    left += tokens - sumOf(taken);
  }
  const messages = withoutRepeats(chosen.get('message') ?? [], branch, left);
  chosen.set('message', messages.toSorted(byTime));
  return shares.flatMap(({ section }) => chosen.get(section) ?? []);
}

/** Estimated tokens of the question of a branch. */
export function questionTokens(branch: readonly MessageRecord[]): number {
  return estimateTokens(textOf(branch.at(-1)?.parts ?? []));
}

/** As many as fit; one that does not gives way to smaller ones, unless its beginning says enough. */
function fill(offers: readonly Block[], budget: number): readonly Block[] {
  const taken: Block[] = [];
  let left = budget;
  for (const offer of offers) {
    const fits = blockTokens(offer) <= left ? offer : shorten(offer, left);
    if (fits !== null && blockTokens(fits) <= left) {
      taken.push(fits);
      left -= blockTokens(fits);
    }
  }
  return taken;
}

/** What a block gives up lets one more of the newest messages in, which may be another of the blocks. */
function withoutRepeats(messages: readonly Block[], branch: readonly MessageRecord[], left: number): readonly Block[] {
  const shown = idsOf(recentMessages(branch, left));
  const others = messages.filter(({ ref }) => !shown.has(ref));
  if (others.length === messages.length) return messages;
  return withoutRepeats(others, branch, left + sumOf(messages) - sumOf(others));
}

function byTime(one: Block, other: Block): number {
  return (one.sources[0]?.time ?? 0) - (other.sources[0]?.time ?? 0);
}

function sumOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + blockTokens(block), 0);
}

function idsOf(messages: readonly MessageRecord[]): ReadonlySet<string> {
  return new Set(messages.map(({ id }) => id));
}

function tokensOf(shares: readonly Share[], section: Section): number {
  return shares.find((share) => share.section === section)?.tokens ?? 0;
}
