import { expect, test } from 'vitest';
import { DIALOGUE_WEIGHTS } from './data/weights.ts';
import { Dialogue } from './dialogue.ts';
import { Line } from './line.ts';
import { rankDialogue } from './rank-dialogue.ts';
import { readDialogueQuestion } from './read-dialogue-question.ts';
import { readMessage } from './read-message.ts';

const NOW = Date.UTC(2026, 5, 1);

/** A talk of two in sessions of ten messages. */
function talk(texts: readonly string[]): Dialogue {
  const dialogue = new Dialogue();
  texts.forEach((text, place) => {
    const at = NOW - (texts.length - place) * 60_000;
    const parent = place === 0 ? null : String(place - 1);
    const speaker = place % 2 === 0 ? 'Ines' : 'Tomas';
    dialogue.add({
      id: String(place),
      parent,
      session: String(Math.floor(place / 10)),
      at,
      speaker,
      ...readMessage(text, at),
    });
  });
  return dialogue;
}

function lineOf(dialogue: Dialogue, places: Iterable<number> = dialogue.messages.keys()): Line {
  const line = new Line(dialogue);
  line.extend(places, null);
  return line;
}

function ranked(line: Line, asked: string, facts: ReadonlyMap<string, number> = new Map()): readonly string[] {
  const question = readDialogueQuestion(asked, NOW, DIALOGUE_WEIGHTS.form);
  return rankDialogue(line, question, facts, DIALOGUE_WEIGHTS).map(({ id }) => id);
}

/** Everybody speaks of boats; once somebody asks for the varnish, and is told. */
function ofBoats(length: number, at: number): readonly string[] {
  return Array.from({ length }, (_, place) => {
    if (place === at) return 'Where did we put the varnish for the boat?';
    return place === at + 1 ? 'In the cellar, behind the ladder.' : `The boat lies at berth ${place}.`;
  });
}

test('of a long talk what stands around a rare word comes first, as of a short one', () => {
  for (const length of [100, 6_000]) {
    const dialogue = talk(ofBoats(length, 40));
    const found = ranked(lineOf(dialogue), 'Where is the varnish of the boat?');
    expect(found.slice(0, 2).toSorted()).toEqual(['40', '41']);
  }
});

test('a message counts for what is said before and after it, more than others of its session', () => {
  for (const length of [100, 6_000]) {
    const dialogue = talk(ofBoats(length, 44));
    expect(ranked(lineOf(dialogue), 'Where is the varnish?').slice(0, 3)).toEqual(['44', '45', '43']);
  }
});

test('of a long talk in which everything has the word something is found all the same, and what facts lead to', () => {
  const dialogue = talk(ofBoats(6_000, 40));
  const line = lineOf(dialogue);
  expect(ranked(line, 'A boat?').length).toBeGreaterThan(100);
  expect(ranked(line, 'Who has a varnish?', new Map([['5000', 50]]))[0]).toBe('5000');
});

test('a line that grows ranks as one that was read at once', () => {
  const dialogue = talk(ofBoats(3_000, 1_500));
  const places = [...dialogue.messages.keys()].filter((place) => place % 7 !== 3);
  const grown = lineOf(dialogue, places.slice(0, 1_000));
  ranked(grown, 'Any boat?');
  grown.extend(places.slice(1_000), places[999] ?? null);
  for (const asked of ['Where is the varnish?', 'Which boat lies at berth 77?', 'What did Ines say of the ladder?']) {
    expect(ranked(grown, asked)).toEqual(ranked(lineOf(dialogue, places), asked));
  }
  expect(grown.shows('3')).toBe(false);
  expect(ranked(grown, 'Which boat lies at berth 3?')).not.toContain('3');
});
