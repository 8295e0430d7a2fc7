/** Parts of a context. */
export type Section = 'system' | 'summary' | 'memory' | 'relation' | 'message' | 'document' | 'recent';

/** What a section may take, in estimated tokens. */
export interface Share {
  readonly section: Section;
  readonly tokens: number;
}

/**
 * How a context of 6,000 tokens is shared, in the order in which what one section leaves goes to the next: instructions,
 * the summary of the conversation, memories, relations, earlier messages that fit the question, documents, and the newest
 * messages. Source: RETRIEVAL.md §4.
 */
const SHARES: readonly Share[] = [
  { section: 'system', tokens: 600 },
  { section: 'summary', tokens: 600 },
  { section: 'memory', tokens: 900 },
  { section: 'relation', tokens: 300 },
  { section: 'message', tokens: 1_000 },
  { section: 'document', tokens: 1_600 },
  { section: 'recent', tokens: 1_000 },
];

/** The same shares of a context of another size. */
export function sharesOf(contextTokens: number): readonly Share[] {
  const whole = SHARES.reduce((sum, { tokens }) => sum + tokens, 0);
  return SHARES.map(({ section, tokens }) => ({ section, tokens: Math.floor((tokens * contextTokens) / whole) }));
}

/** What is shown whole, whatever its share is. */
export interface Whole {
  /** Instructions, and what else the model is told to be. */
  readonly system: number;
  /** The message that is answered: one of the newest. */
  readonly question: number;
}

/**
 * What each section may take of its own. Instructions and question are never cut: what they need beyond their shares is
 * taken from all others alike, so that the sum stays what it is as long as they alone do not exceed it.
 */
export function ownShares(shares: readonly Share[], { system, question }: Whole): readonly Share[] {
  const own = shares.map(({ section, tokens }) => {
    if (section === 'system') return { section, tokens: Math.min(system, tokens), whole: true };
    return { section, tokens: section === 'recent' ? Math.max(0, tokens - question) : tokens, whole: false };
  });
  const beyond = shares.reduce((sum, { section, tokens }) => {
    const needed = section === 'system' ? system : section === 'recent' ? question : 0;
    return sum + Math.max(0, needed - tokens);
  }, 0);
  const room = own.reduce((sum, { tokens, whole }) => sum + (whole ? 0 : tokens), 0);
  const factor = room === 0 ? 0 : Math.max(0, room - beyond) / room;
  return own.map(({ section, tokens, whole }) => ({ section, tokens: whole ? tokens : Math.floor(tokens * factor) }));
}

/** One line of the table that tells how a context was shared. */
export interface BudgetLine {
  readonly section: Section;
  /** Its share of the whole. */
  readonly share: number;
  /** What it could take: its own share and what the sections before it had left. */
  readonly available: number;
  readonly used: number;
}

/** The table of a context in which the sections used so much; the question is counted among the newest messages. */
export function budgetTable(
  shares: readonly Share[],
  whole: Whole,
  used: Readonly<Partial<Record<Section, number>>>,
): readonly BudgetLine[] {
  let left = Math.max(0, tokensOf(shares, 'system') - whole.system);
  return ownShares(shares, whole).map(({ section, tokens }) => {
    const share = tokensOf(shares, section);
    if (section === 'system') return { section, share, available: share, used: used.system ?? 0 };
    const available = tokens + left;
    const question = section === 'recent' ? whole.question : 0;
    const taken = used[section] ?? 0;
    left = Math.max(0, available + question - taken);
    return { section, share, available: available + question, used: taken };
  });
}

function tokensOf(shares: readonly Share[], section: Section): number {
  return shares.find((share) => share.section === section)?.tokens ?? 0;
}
