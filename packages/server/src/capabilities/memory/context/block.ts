import type { Contribution } from '../../../ports/model.ts';
import { estimateTokens } from '../../../ports/token-counter.ts';
import type { Section } from './shares.ts';

/** A message that something recalled comes from. */
export interface BlockSource {
  readonly message: string;
  readonly conversation: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly speaker: string;
}

/** Something recalled, before it is decided whether there is room for it. */
export interface Block {
  readonly section: Extract<Section, 'summary' | 'memory' | 'relation' | 'message'>;
  /** Of the memory, the message or the conversation. */
  readonly ref: string;
  readonly text: string;
  /** How well it fits, for whoever looks at the context; compares blocks of one section. */
  readonly score: number;
  readonly sources: readonly BlockSource[];
  /** What else the model is told of it, such as when it was said. */
  readonly about: Readonly<Record<string, string>>;
  /** What a memory is about, in lower case; `user` for the owner. It is in the text as well. */
  readonly subject?: string;
  /** True where this is the beginning of a longer text. */
  readonly isCut: boolean;
}

/** A block with the id by which the answer may cite it. */
export interface OfferedBlock extends Block {
  readonly id: string;
}

const LETTERS = { summary: 's', memory: 'm', relation: 'g', message: 't' } as const;
/** First letters of the ids above. */
export const CITABLE = Object.values(LETTERS).join('');
/** As long as an id becomes. */
const WIDEST = 99;

/** Numbers the blocks of each section in their order: `m1`, `m2` … */
export function withIds(blocks: readonly Block[]): readonly OfferedBlock[] {
  const counts = new Map<string, number>();
  return blocks.map((block) => {
    const count = (counts.get(block.section) ?? 0) + 1;
    counts.set(block.section, count);
    return { ...block, id: `${LETTERS[block.section]}${count}` };
  });
}

/**
 * The block as the model reads it: data in an element of its own, which the text cannot close, whatever stands in it.
 * Source: FAULTS.md S09.
 */
export function render({ id, section, about, isCut, text }: OfferedBlock): string {
  const attributes = [['id', id], ['kind', section], ...Object.entries(about), ...(isCut ? [['cut', 'yes']] : [])];
  const head = attributes.map(([name = '', value = '']) => `${name}="${plain(value)}"`).join(' ');
  return `<recalled ${head}>\n${text.replace(/<(?=\/?recalled)/gi, '‹')}\n</recalled>`;
}

/** Estimated tokens of the block as it is rendered, under whatever id. */
export function blockTokens(block: Block): number {
  return estimateTokens(render({ ...block, id: `${LETTERS[block.section]}${WIDEST}` }));
}

/** The block for the model. `data` is what the scripted model answers from. */
export function toContribution(block: OfferedBlock): Contribution {
  const { id, section, ref, text, about, sources, subject } = block;
  const rendered = render(block);
  const [source] = sources;
  return {
    id,
    capability: 'memory',
    text: rendered,
    tokens: estimateTokens(rendered),
    data: {
      kind: 'recalled',
      section,
      ref,
      text,
      ...about,
      ...(subject === undefined ? {} : { subject }),
      ...(source === undefined ? {} : { time: source.time, speaker: source.speaker }),
    },
  };
}

/** The beginning of the block that takes at most so many tokens; null where that would say too little. */
export function shorten(block: Block, tokens: number): Block | null {
  const frame = blockTokens({ ...block, text: '', isCut: true });
  const most = (tokens - frame - 1) * CHARACTERS_PER_TOKEN;
  if (most < LEAST_CHARACTERS) return null;
  const end = block.text.lastIndexOf(' ', most);
  const text = block.text.slice(0, end < LEAST_CHARACTERS ? most : end);
  // A character of two units may have been cut in half.
  return {
    ...block,
    text: `${text
      .toWellFormed()
      .replace(/\ufffd$/, '')
      .trimEnd()} …`,
    isCut: true,
  };
}

/** As `estimateTokens` counts. */
const CHARACTERS_PER_TOKEN = 4;
/** Less than this of a text is of no use. */
const LEAST_CHARACTERS = 160;

function plain(text: string): string {
  return text.replace(/["<>\s]+/g, ' ').trim();
}
