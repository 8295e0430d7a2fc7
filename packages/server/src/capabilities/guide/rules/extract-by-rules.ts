import type { GuideDefinition, GuideSlot } from '../definition.ts';
import type { SlotChanges } from '../slot-changes.ts';
import { familyOf, leadPattern, wholePattern } from './families.ts';
import { clausesOf, clean, itemsOf, plainSpelling } from './phrases.ts';
import { sameKey } from './same-thing.ts';

/** Finds in a message what it adds to and takes from the guide's slots. Pure, and a matter of microseconds. */
export type RuleExtractor = (message: string, asksFor: string | null) => SlotChanges;

interface Lead {
  readonly slot: SlotRules;
  readonly adds: boolean;
  readonly pattern: RegExp;
}

interface SlotRules {
  readonly name: string;
  readonly isLower: boolean;
  readonly removeBefore: readonly RegExp[];
  /** The canonical name of what the vocabulary knows. */
  readonly known: (text: string) => string | null;
}

interface Found {
  readonly lead: Lead;
  readonly start: number;
  readonly end: number;
}

/** One change that a clause asks for. */
interface Change {
  readonly slot: SlotRules;
  readonly adds: boolean;
  readonly text: string;
}

/** Compiles the rules of a guide's slots once. */
export function ruleExtractor({ slots }: Pick<GuideDefinition, 'slots'>): RuleExtractor {
  const compiled = slots.map(compile);
  const leads = compiled.flatMap(({ leads: ofSlot }) => ofSlot);
  const rules = compiled.map(({ slot }) => slot);
  return (message, asksFor) => {
    const isShouted = /\p{Lu}.*\p{Lu}/u.test(message) && !/\p{Ll}/u.test(message);
    const changes = clausesOf(message).flatMap((clause) => changesIn(clause, leads, rules));
    const asked = rules.find(({ name }) => name === asksFor);
    const bare = changes.length === 0 && asked !== undefined ? bareAnswer(message, asked) : [];
    return collect([...changes, ...bare], isShouted);
  };
}

function compile(slot: GuideSlot): { readonly slot: SlotRules; readonly leads: readonly Lead[] } {
  const { add, remove, removeBefore } = familyOf(slot);
  const names = new Map(
    slot.rules.vocabulary.flatMap(({ name, also }) => [name, ...also].map((text) => [sameKey(text), name] as const)),
  );
  const rules: SlotRules = {
    name: slot.name,
    isLower: slot.rules.family !== 'none',
    removeBefore: removeBefore.map(wholePattern),
    known: (text) => names.get(sameKey(text)) ?? null,
  };
  const leads = [
    ...add.map((source) => ({ slot: rules, adds: true, pattern: leadPattern(source) })),
    ...remove.map((source) => ({ slot: rules, adds: false, pattern: leadPattern(source) })),
  ];
  return { slot: rules, leads };
}

function changesIn(clause: string, leads: readonly Lead[], slots: readonly SlotRules[]): readonly Change[] {
  const found = leadsIn(clause, leads);
  if (found.length === 0) return [...denials(clause, slots)];
  return found.flatMap(({ lead, end }, index) => {
    const list = clause.slice(end, found[index + 1]?.start ?? clause.length);
    return itemsOf(list, lead.slot.known).map(({ text, negated }) => ({
      slot: lead.slot,
      adds: lead.adds && !negated,
      text,
    }));
  });
}

/** The leads of the clause from left to right; of two that overlap, the one that begins earlier, or is longer. */
function leadsIn(clause: string, leads: readonly Lead[]): readonly Found[] {
  const all = leads.flatMap((lead) =>
    [...clause.matchAll(lead.pattern)].map((match) => ({
      lead,
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
  const sorted = all.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let covered = 0;
  return sorted.filter(({ start, end }) => {
    const free = start >= covered;
    covered = free ? end : covered;
    return free;
  });
}

/** `Law is not for me`, and `not law` after a contrast. */
function denials(clause: string, slots: readonly SlotRules[]): readonly Change[] {
  return slots.flatMap((slot) => {
    const list =
      slot.removeBefore.map((pattern) => pattern.exec(clause)?.[1]).find((text) => text !== undefined) ??
      /^(?:and )?not (.+)$/iu.exec(clause)?.[1];
    return list === undefined ? [] : itemsOf(list, slot.known).map(({ text }) => ({ slot, adds: false, text }));
  });
}

/** What has more words is likely a sentence, of whatever language. */
const MOST_WORDS_OF_BARE = 3;

/** Begins an answer that names nothing, whatever was asked. */
const NO_ANSWER =
  /^(?:hi|hello|hey|hallo|yo|good (?:morning|afternoon|evening|day)|thanks?|thx|ok(?:ay)?|yes|yeah|yep|no|nope|sure|maybe|not|idk|i|what|why|how|when|where|which|who|tell|show|give|help|please|great|cool|nice|wow|lol|hmm+|um+|go|next|continue|start|let|can|could|would|should|do|does|did|is|are|whatever|surprise|explain|suggest|find|make|write|say|count|repeat|echo)\b/iu;

/** The whole message is a list of names, as an answer to the question what the user likes: `Art history and film`. */
function bareAnswer(message: string, slot: SlotRules): readonly Change[] {
  const clauses = clausesOf(message);
  if (message.includes('?') || clauses.some((clause) => NO_ANSWER.test(clause))) return [];
  const pieces = clauses.flatMap((clause) => clause.split(/\s*,\s*|\s+(?:and|or)\s+/iu));
  const isList = pieces.every((piece) => piece.split(' ').length <= MOST_WORDS_OF_BARE && clean(piece) !== null);
  if (!isList || /\d/.test(message)) return [];
  return clauses.flatMap((clause) => itemsOf(clause, slot.known)).map(({ text }) => ({ slot, adds: true, text }));
}

function collect(changes: readonly Change[], isShouted: boolean): SlotChanges {
  const bySlot: Record<string, { add: string[]; remove: string[] }> = {};
  for (const { slot, adds, text } of changes) {
    const entry = (bySlot[slot.name] ??= { add: [], remove: [] });
    const name = slot.known(text) ?? (slot.isLower ? plainSpelling(text, isShouted) : text);
    entry[adds ? 'add' : 'remove'].push(name);
  }
  return bySlot;
}
