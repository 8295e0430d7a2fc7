import { PEOPLE, SMALL_TALK, type Topic, TUNING_TOPICS, UNSEEN_TOPICS } from './dialogues-words.ts';
import { type Random, randomOf } from './random.ts';

const DAY = 86_400_000;
const SESSIONS = 20;
const TURNS = 30;

export type Kind = 'single-hop' | 'multi-hop' | 'temporal' | 'open';

export interface Line {
  readonly id: string;
  readonly session: number;
  readonly time: string;
  readonly speaker: string;
  readonly text: string;
}

export interface DialogueQuestion {
  readonly kind: Kind;
  readonly text: string;
  /** Ids of the lines that answer it. */
  readonly evidence: ReadonlyMap<string, number>;
}

export interface MadeDialogue {
  readonly lines: readonly Line[];
  readonly questions: readonly DialogueQuestion[];
}

interface Told {
  readonly topic: Topic;
  readonly speaker: string;
  readonly value: readonly [string, string];
  readonly session: number;
  id: string;
}

/** About 600 turns of two people over 20 sessions within a year, and questions whose evidence is known. */
export function makeDialogue(seed: number, set: 'tuning' | 'unseen'): MadeDialogue {
  const random = randomOf(seed);
  const topics = set === 'tuning' ? TUNING_TOPICS : UNSEEN_TOPICS;
  const [first = '', second = ''] = random.some(PEOPLE, 2);
  const told = tellings(random, topics, [first, second]);
  const start = Date.UTC(2022 + random.integer(0, 2), random.integer(0, 11), random.integer(1, 28), 18);
  const lines: Line[] = [];
  let day = start;
  for (let session = 1; session <= SESSIONS; session += 1) {
    const parts = told.filter((each) => each.session === session);
    writeSession(random, { session, day, people: [first, second], parts, lines });
    day += random.integer(5, 24) * DAY + random.integer(-5, 5) * 3_600_000;
  }
  return { lines, questions: [...questionsOf(random, told), ...questionsOfMonths(told, lines)] };
}

/** Every topic is told of by one or both, one to three times in different sessions. */
function tellings(random: Random, topics: readonly Topic[], people: readonly string[]): readonly Told[] {
  return topics.flatMap((topic) => {
    const values = random.some(topic.values, topic.values.length);
    const mine = random.integer(1, values.length - 1);
    const owner = random.pick(people);
    const other = people.find((one) => one !== owner) ?? owner;
    const sessions = random.some(
      Array.from({ length: SESSIONS }, (_, at) => at + 1),
      values.length,
    );
    return values.map((value, at): Told => ({
      topic,
      value,
      speaker: at < mine ? owner : other,
      session: sessions[at] ?? 1,
      id: '',
    }));
  });
}

interface Session {
  readonly session: number;
  readonly day: number;
  readonly people: readonly [string, string];
  readonly parts: readonly Told[];
  readonly lines: Line[];
}

function writeSession(random: Random, { session, day, people, parts, lines }: Session): void {
  let turn = 0;
  const say = (speaker: string, text: string): string => {
    turn += 1;
    const id = `S${session}:${turn}`;
    lines.push({ id, session, time: new Date(day + turn * 40_000).toISOString(), speaker, text });
    return id;
  };
  const chat = (): void => {
    const [n, o] = random.some(people, 2);
    const [opening, answer] = random.pick(SMALL_TALK);
    say(n ?? '', named(opening, n ?? '', o ?? ''));
    say(o ?? '', named(answer, o ?? '', n ?? ''));
  };
  chat();
  for (const part of parts) {
    while (turn < (TURNS / (parts.length + 1)) * (parts.indexOf(part) + 1)) chat();
    tell(random, part, people, say);
  }
  while (turn < TURNS) chat();
}

/** The telling, sometimes as an answer, with what the other says to it. */
function tell(
  random: Random,
  part: Told,
  people: readonly string[],
  say: (speaker: string, text: string) => string,
): void {
  const { topic, speaker } = part;
  const other = people.find((one) => one !== speaker) ?? speaker;
  const time = random.pick(['yesterday', 'last week', 'two days ago', 'last Friday', 'last weekend', 'this morning']);
  if (random.next() < 0.5) {
    const [question, answer] = random.pick(topic.asked);
    say(other, question);
    part.id = say(speaker, filled(answer, part, time));
  } else {
    part.id = say(speaker, filled(random.pick(topic.says), part, time));
  }
  say(other, random.pick(topic.reacts));
  if (random.next() < 0.4)
    say(speaker, random.pick(['Thank you, that means a lot!', 'I will keep you posted.', 'Haha, exactly!']));
}

function questionsOf(random: Random, told: readonly Told[]): readonly DialogueQuestion[] {
  const questions: DialogueQuestion[] = [];
  const add = (kind: Kind, asks: readonly string[], part: Told, evidence: readonly Told[]): void => {
    const text = filled(random.pick(asks), part, '').replaceAll('{n}', part.speaker);
    questions.push({ kind, text, evidence: new Map(evidence.map(({ id }) => [id, 1])) });
  };
  for (const part of told) {
    add('single-hop', part.topic.single, part, [part]);
    add('temporal', part.topic.when, part, [part]);
  }
  for (const topic of new Set(told.map((part) => part.topic))) {
    for (const speaker of new Set(told.map((part) => part.speaker))) {
      const all = told.filter((part) => part.topic === topic && part.speaker === speaker);
      const [part] = all;
      if (part === undefined) continue;
      add(all.length > 1 ? 'multi-hop' : 'single-hop', topic.list, part, all);
      add('open', topic.open, part, all);
    }
  }
  return questions;
}

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** What somebody told in a month, for months in which they told something. */
function questionsOfMonths(told: readonly Told[], lines: readonly Line[]): readonly DialogueQuestion[] {
  const times = new Map(lines.map(({ id, time }) => [id, new Date(time)]));
  const byMonth = Map.groupBy(told, ({ id, speaker }) => `${speaker}'s life in ${MONTH.format(times.get(id))}`);
  return [...byMonth].map(([what, parts]) => ({
    kind: 'temporal',
    text: `What was going on in ${what}?`,
    evidence: new Map(parts.map(({ id }) => [id, 1])),
  }));
}

function filled(text: string, { value: [v, w] }: Told, time: string): string {
  const whole = text.replaceAll('{v}', v).replaceAll('{w}', w).replaceAll('{t}', time);
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

function named(text: string, n: string, o: string): string {
  return text.replaceAll('{n}', n).replaceAll('{o}', o);
}
