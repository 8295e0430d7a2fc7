import type { Collection, MadeDocument, MadeQuestion } from './collection.ts';
import { type Random, randomOf } from './random.ts';
import { ADVICE, ASKING, FRAMES, THINGS } from './texts-words.ts';

type Thing = readonly string[];

/** Short papers, each about two things; whoever asks for both uses other words for one of them. */
export function makeAbstracts(seed: number, documents: number): Collection {
  const random = randomOf(seed);
  const about = Array.from({ length: documents }, () => random.some(THINGS, 2));
  const made = about.map((things, at): MadeDocument => {
    const title = fill(
      random,
      random.pick(['On {a} and {b}', '{a} in the presence of {b}', 'The role of {a}']),
      things,
    );
    return { id: `paper-${at}`, name: `${at}.txt`, title, pages: [`${title}\n${text(random, FRAMES, things, 9)}`] };
  });
  const questions = about.slice(0, 200).map((things): MadeQuestion => {
    const grades = about.map((others, at) => {
      const shared = others.filter((each) => things.includes(each)).length;
      return [`paper-${at}`, shared === 2 ? 2 : shared === 1 && others[0] === things[0] ? 1 : 0] as const;
    });
    const evidence = new Map(grades.filter(([, grade]) => grade > 0));
    return { text: ask(random, things), evidence };
  });
  return { documents: made, questions };
}

/** Handbooks without tables: each page is about two things, and speaks of others on the way. */
export function makeHandbooks(seed: number, documents: number, pages: number): Collection {
  const random = randomOf(seed);
  const questions: MadeQuestion[] = [];
  const made = Array.from({ length: documents }, (_, number): MadeDocument => {
    const id = `handbook-${number}`;
    const written = Array.from({ length: pages }, (_page, at) => {
      const things = random.some(THINGS, 2);
      const aside = random.some(THINGS, 2);
      if (at % 4 === 0) questions.push({ text: ask(random, things), evidence: new Map([[`${id}:${at + 1}`, 1]]) });
      return `${text(random, ADVICE, things, 10)}\n\n${text(random, ADVICE, aside, 3)}`;
    });
    return { id, name: `${id}.md`, title: `Handbook ${number}`, pages: written };
  });
  return { documents: made, questions };
}

function text(random: Random, frames: readonly string[], things: readonly Thing[], sentences: number): string {
  return Array.from({ length: sentences }, () => fill(random, random.pick(frames), things)).join(' ');
}

/** Two ways of saying each thing are in texts; the third is the question's, half of the time. */
function fill(random: Random, frame: string, things: readonly Thing[]): string {
  const [first = [], second = []] = things;
  return frame
    .replaceAll('{a}', random.pick(first.slice(0, 2)))
    .replaceAll('{b}', random.pick(second.slice(0, 2)))
    .replaceAll('{n}', String(random.integer(3, 90)));
}

function ask(random: Random, things: readonly Thing[]): string {
  const [first = [], second = []] = things;
  return random.pick(ASKING).replaceAll('{a}', random.pick(first)).replaceAll('{b}', random.pick(second));
}
