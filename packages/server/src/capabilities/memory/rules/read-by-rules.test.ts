import { describe, expect } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import { readByRules } from './read-by-rules.ts';

/** Thursday, 1 January 2026. */
const NOW = Date.UTC(2026, 0, 1);

/** As `subject attribute: value` of what messages of one talk add, and `− subject attribute` of what they end. */
function read(...texts: readonly string[]): readonly string[] {
  const messages = texts.map((text, index) => {
    return { id: String(index), role: 'user' as const, speaker: 'user', text, at: NOW + index };
  });
  return readByRules(messages).map((operation) => {
    if (operation.kind === 'confirm') return operation.kind;
    const { subject, attribute, value } = operation;
    return operation.kind === 'end' ? `− ${subject} ${attribute}` : `${subject} ${attribute}: ${value}`;
  });
}

describe('what the rules read', () => {
  verifies('memory:rules', 'A text that is given to be worked on, quoted or shown says nothing of the user', () => {
    const given = [
      'Translate to French: I live in Rome',
      'Could you translate this: “My name is Hans and I live in Berlin.”',
      'Correct my grammar: I live in Rome since 2 years.',
      'Write a letter that starts with: I live in Rome and I work at Fiat.',
      'In my novel the hero says: I live in Rome.',
      'Example: My name is John Doe.',
      'My test data: my name is Foo, I live in Bar.',
      'Dear Sir, my name is Ivan and I live in Kiev.',
      'She said "I live in Rome with my dog" and left.',
      '```\nMy name is Code.\n```',
      '> I live in Rome.',
    ];
    expect(given.map((text) => [text, read(text)])).toEqual(given.map((text) => [text, []]));
    expect(read('About me: I live in Rome.', 'My cat is called "Tom".')).toEqual([
      'user lives_in: Rome',
      "user's cat name: Tom",
    ]);
  });

  verifies('memory:rules', 'Idioms, jokes and the matters of a moment are nothing to remember', () => {
    const idle = [
      'I live in fear of spiders.',
      'I live in Rome, just kidding.',
      'I live in a small house.',
      'I work at night.',
      "I'm studying for an exam.",
      'Call me later.',
      "Call me when you're done.",
      'My car is red.',
      'My phone is broken.',
      'I love it.',
      'I like the second option.',
      'I hate to say it.',
      'I speak from experience.',
      'I drive to work.',
      "I play devil's advocate.",
      "I'm tired today.",
      "I'm getting an error today.",
      'My question is simple.',
      'My function is called parseDate.',
      'I have no idea.',
    ];
    expect(idle.map((text) => [text, read(text)])).toEqual(idle.map((text) => [text, []]));
    expect(read('I work at Home Depot.', 'My car is a Tesla.', 'Call me Al.')).toEqual([
      'user works_at: Home Depot',
      'user drives: a Tesla',
      'user preferred_name: Al',
    ]);
  });

  verifies('memory:rules', 'The full stop of an abbreviation or an initial ends no statement', () => {
    expect(read("My son's teacher is called Mrs. Alves.", 'I work for the U.S. Army. My boss is Dr. House.')).toEqual([
      "user's son teacher: called Mrs. Alves",
      'user works_at: U.S. Army',
      "user's boss name: Dr. House",
    ]);
    expect(read('No. I live in Rome. My job is in the U.S. My dog is called Rex.')).toEqual(
      expect.arrayContaining(['user lives_in: Rome', "user's dog name: Rex"]),
    );
  });

  verifies('memory:rules memory:end', 'What is set right or has ended is read as that', () => {
    expect(read("My name isn't Bob, it's Rob.")).toEqual(['user name: Rob']);
    expect(read('My favorite color is teal.', 'Sorry, I meant green.')).toEqual([
      'user favorite_color: teal',
      'user favorite_color: green',
    ]);
    expect(read('My phone number is 555-1234.', "That number is wrong, it's 555-9999.")).toEqual([
      'user phone: 555-1234',
      'user phone: 555-9999',
    ]);
    expect(read("I'm not vegetarian anymore.", 'I got fired.', "I'm not allergic to nuts.")).toEqual([
      '− user diet',
      '− user works_at',
      '− user allergy',
    ]);
    expect(read('My cat died.', 'I stopped playing the violin.')).toEqual([
      '− user has_cat',
      "user's cat is: dead",
      '− user plays',
    ]);
  });

  verifies('memory:rules memory:end', 'A word that only points ends nothing and is liked by nobody', () => {
    const pointing = [
      "I'm not allergic to it.",
      "I don't speak that.",
      "I don't have it.",
      "My name isn't that.",
      "I don't like it.",
      'I prefer tea over it.',
    ];
    expect(pointing.map((text) => [text, read(text)])).toEqual(pointing.map((text) => [text, []]));
    const [diet] = readByRules([{ id: '1', role: 'user', speaker: 'user', text: "I'm not vegan.", at: NOW }]);
    // Who is vegetarian still is.
    expect(diet).toMatchObject({ kind: 'end', attribute: 'diet', value: 'vegan' });
  });

  verifies('memory:rules', 'What is corrected of an answer, or is chosen from it, is no correction of a fact', () => {
    expect(read('I live in Lisbon.', "That answer is wrong, it's 42.")).toEqual(['user lives_in: Lisbon']);
    expect(read('I live in Lisbon.', 'Sorry, I meant the second one.')).toEqual(['user lives_in: Lisbon']);
    expect(read('I live in Lisbon.', 'Thanks.', 'Sorry, I meant Friday.')).toEqual(['user lives_in: Lisbon']);
  });

  verifies('memory:rules', 'What looks like an idiom or a moment and is neither is kept', () => {
    expect(
      read(
        'i live in mexico city lol',
        'I drive a red Tesla.',
        'I play in a band.',
        'I study at Oxford.',
        'I love first-person shooters.',
        'My eyes are blue.',
        'Call me Doctor Smith.',
      ),
    ).toEqual([
      'user lives_in: mexico city',
      'user drives: red Tesla',
      'user plays: in a band',
      'user studies_at: Oxford',
      'user taste_first_person_shooter: likes first-person shooters',
      'user eyes: blue',
      'user preferred_name: Doctor Smith',
    ]);
    expect(read('My email: ana@example.org. I live in Rome.')).toEqual(['user lives_in: Rome']);
  });

  verifies('memory:rules memory:many', 'A list is several facts', () => {
    expect(read('I speak Portuguese, English and Tamil.', 'I like tea, coffee and rock and roll.')).toEqual([
      'user speaks: Portuguese',
      'user speaks: English',
      'user speaks: Tamil',
      'user taste_tea: likes tea',
      'user taste_coffe_rock_roll: likes coffee and rock and roll',
    ]);
  });

  verifies('memory:rules', 'Others are spoken of by their names and what they are to the user', () => {
    expect(read('My sister Meera works at Siemens.', 'My son Leo just turned four.')).toEqual([
      "user's sister name: Meera",
      "user's sister works_at: Siemens",
      "user's son name: Leo",
      "user's son age: four",
    ]);
    expect(read('My brother Tom works at Nokia and he lives in Espoo.', 'She lives in Rome.')).toEqual([
      "user's brother name: Tom",
      "user's brother works_at: Nokia",
      "user's brother lives_in: Espoo",
    ]);
    const [parents] = readByRules([
      { id: '1', role: 'user', speaker: 'user', text: 'My parents live in Lagos.', at: NOW },
    ]);
    expect(parents).toMatchObject({ text: "The user's parents live in Lagos." });
  });

  verifies('memory:rules', 'Plain statements are read as people type them', () => {
    expect(
      read(
        'im allergic to shellfish',
        "I've lived in Kyoto since 2015",
        'we are vegetarians',
        "I don't eat meat",
        'I quit smoking.',
        'I used to live in Chennai.',
        "Don't let me forget to water the plants.",
        'My flight to Chennai leaves on 20 December at 6pm.',
      ),
    ).toEqual([
      'user allergy: shellfish',
      'user lives_in: Kyoto',
      'user diet: vegetarian',
      'user does_not_take: meat',
      'user gave_up: smoking',
      'user lived_in: Chennai',
      'user plans: water the plants',
      'user plans: flight to Chennai leaves on 20 December at 6pm',
    ]);
  });

  verifies('memory:rules', 'An assistant or a system says nothing of a user, however its name is written', () => {
    const said = (speaker: string) => ({
      id: speaker,
      role: 'user' as const,
      speaker,
      text: 'I live in Texas.',
      at: NOW,
    });
    expect(readByRules(['Assistant', 'system', 'ChatBot'].map(said))).toEqual([]);
    expect(readByRules([said('Ana')])).toMatchObject([{ subject: 'ana', value: 'Texas' }]);
  });
});
