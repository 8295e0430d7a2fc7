import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import { guideSchema } from '../definition.ts';
import { applyChanges } from '../slot-changes.ts';
import { ruleExtractor } from './extract-by-rules.ts';
import { sameKey } from './same-thing.ts';

const { slots } = guideSchema.parse({
  title: 'Test',
  steps: [{ id: 'only', title: 'Only', goal: 'Goal.', ask: ['What do you like?'] }],
  slots: [
    {
      name: 'interests',
      title: 'Interests',
      description: 'What the student likes.',
      rules: {
        family: 'interests',
        vocabulary: [{ name: 'arts and crafts' }, { name: 'computer science', also: ['CS', 'comp sci'] }],
      },
    },
    { name: 'careerPaths', title: 'Career paths', description: 'Jobs.', rules: { family: 'careers' } },
  ],
});
const extract = ruleExtractor({ slots });

function interestsIn(message: string): readonly string[] {
  return extract(message, null)['interests']?.add ?? [];
}

function careersIn(message: string): readonly string[] {
  return extract(message, null)['careerPaths']?.add ?? [];
}

describe('interests', () => {
  verifies('guide:documented-sentence', 'are exactly those of the documented sentence', () => {
    expect(extract('I love data science and global issues', null)).toEqual({
      interests: { add: ['data science', 'global issues'], remove: [] },
    });
    expect(interestsIn('I love data science')).toEqual(['data science']);
  });

  test.each([
    ["I'm into chess", ['chess']],
    ['I’m really into climate policy and urban planning', ['climate policy', 'urban planning']],
    ["I'm passionate about public health.", ['public health']],
    ['I am interested in history, economics, and film', ['history', 'economics', 'film']],
    ['I enjoy hiking, photography and cooking', ['hiking', 'photography', 'cooking']],
    ['My interests are biology, art history and AI.', ['biology', 'art history', 'AI']],
    ['My main interests include neuroscience and music', ['neuroscience', 'music']],
    ['I like math', ['math']],
    ['I really like learning about space', ['space']],
    ['i also love robotics!', ['robotics']],
    ['Hi Milo! I love Data Science and Global Issues.', ['data science', 'global issues']],
    ['I LOVE DATA SCIENCE', ['data science']],
    ["I've always loved astronomy", ['astronomy']],
    ['I have always loved French literature', ['French literature']],
    ['I care about social justice and education', ['social justice', 'education']],
    ['I care a lot about the environment', ['environment']],
    ['I am fascinated by the history of science', ['history of science']],
    ["I'm curious about entrepreneurship", ['entrepreneurship']],
    ["I'm a big fan of jazz", ['jazz']],
    ['I have a strong interest in cognitive science', ['cognitive science']],
    ['I have a passion for theater', ['theater']],
    ['My favorite subjects are physics and philosophy', ['physics', 'philosophy']],
    ['My hobby is painting', ['painting']],
    ['What interests me most is machine learning', ['machine learning']],
    ["I'm majoring in political science", ['political science']],
    ['My major is economics', ['economics']],
    ['I spend most of my free time reading', ['reading']],
    ['I enjoy sports such as tennis and swimming', ['sports', 'tennis', 'swimming']],
    ['I love music, especially jazz', ['music', 'jazz']],
    ['I love data science because it helps people', ['data science']],
    ['I love biology and I am passionate about global health', ['biology', 'global health']],
    ['I like both coding and design', ['coding', 'design']],
    ['I like not only law but also art', ['law', 'art']],
    ['I love data science but I hate accounting', ['data science']],
    ['I love arts and crafts and film', ['arts and crafts', 'film']],
    ['I like CS and math', ['computer science', 'math']],
    ['I love data science, thanks!', ['data science']],
    ['I enjoy anything related to robots', ['robots']],
    ['Passionate about journalism', ['journalism']],
    ['I study economics. I enjoy it, and I love statistics.', ['statistics']],
    ['I love to code', ['code']],
    ['I love politics at Yale', ['politics']],
    ['I love 3D printing', ['3D printing']],
  ])('of “%s” are %j', (message, expected) => {
    expect(interestsIn(message)).toEqual(expected);
  });

  test.each([
    'I love it',
    'I like that idea',
    'I like the second one',
    'I love you',
    'I like your suggestions',
    'I love this!',
    'I like how you explain things',
    'thanks',
    'Thank you, that is great',
    'Hello',
    'ok',
    'What should I do this semester?',
    "I'd like to know more",
    'I would like to hear about the next step',
    'Should I like law?',
    'Do you think people like law?',
    "I don't know what I like",
    'I like both',
    'I like all of them',
    'I love that you are here',
    'Tell me more about the second option',
    'My friend likes law',
    "I'm into it",
    'I enjoy talking with you',
    "I don't like accounting",
    'If I like biology, what then?',
    'I love the idea',
    'I like to think about it',
    "I'm tired",
    '',
    '🎉',
    'I love '.repeat(500),
  ])('are none in “%s”', (message) => {
    expect(interestsIn(message)).toEqual([]);
  });
});

describe('career paths', () => {
  test.each([
    ['I want to be a doctor', ['doctor']],
    ['I would love to become a data scientist', ['data scientist']],
    ["I'd like to be an environmental lawyer or a diplomat", ['environmental lawyer', 'diplomat']],
    ["I'm thinking about becoming a journalist", ['journalist']],
    ["I'm considering a career in public health", ['public health']],
    ['I want a career in finance', ['finance']],
    ['My dream job is to be an astronaut', ['astronaut']],
    ['My dream job would be marine biologist', ['marine biologist']],
    ['I hope to work in museum curation', ['museum curation']],
    ['I want to work as a UX designer', ['UX designer']],
    ['I can see myself as a teacher', ['teacher']],
    ['How do I become a product manager?', ['product manager']],
    ['What about becoming a data journalist?', ['data journalist']],
    ['Hm, what about a career in public health?', ['public health']],
    ['Could I become a translator?', ['translator']],
    ["I'd like to go into consulting", ['consulting']],
    ['I love data science and want to work in public health', ['public health']],
    ['Maybe I want to be a lawyer someday', ['lawyer']],
    ['I plan to become a professor after college', ['professor']],
  ])('of “%s” are %j', (message, expected) => {
    expect(careersIn(message)).toEqual(expected);
  });

  test.each([
    'I want to be happy about it',
    'I want to be sure that this works',
    'What about being honest with them?',
    'Could I be wrong about that?',
    'I love it',
    'I work in a café',
    'I want to know more',
    "I don't want to be a doctor",
    'What careers are there?',
    'I want to be like you',
    'I want to be happy',
    'I want to be part of something',
    "I'd like to go into more detail",
  ])('are none in “%s”', (message) => {
    expect(careersIn(message)).toEqual([]);
  });
});

describe('what is taken back', () => {
  const known = { interests: ['law', 'Data Science', 'music'], careerPaths: ['lawyer', 'doctor'] };
  const after = (message: string) => applyChanges(slots, known, extract(message, null));

  test.each([
    ['I no longer care about law', ['Data Science', 'music']],
    ["I don't like law anymore", ['Data Science', 'music']],
    ['I’m not interested in data-science any more', ['law', 'music']],
    ["I'm no longer into law or music", ['Data Science']],
    ['Law is not for me', ['Data Science', 'music']],
    ['I changed my mind about law', ['Data Science', 'music']],
    ['I have lost interest in law', ['Data Science', 'music']],
    ['Please remove music', ['law', 'Data Science']],
    ['I hate law', ['Data Science', 'music']],
    ['I love art, not law', ['Data Science', 'music', 'art']],
    ['I love art but not law', ['Data Science', 'music', 'art']],
    ["I'm tired of law", ['Data Science', 'music']],
    ["Don't forget about law", ['law', 'Data Science', 'music']],
    ["I don't like it", ['law', 'Data Science', 'music']],
    ['I do not care about money', ['law', 'Data Science', 'music']],
  ])('by “%s” leaves %j', (message, expected) => {
    expect(after(message)['interests']).toEqual(expected);
  });

  test('is a career path as well', () => {
    expect(after("I don't want to be a lawyer")['careerPaths']).toEqual(['doctor']);
    expect(after('I no longer want to become a doctor')['careerPaths']).toEqual(['lawyer']);
  });
});

describe('a slot', () => {
  verifies('guide:no-duplicates', 'holds each thing once, in whatever spelling', () => {
    const spellings = ['Data Science', 'data-science', 'data sciences', 'DATA SCIENCE', 'datascience'];
    const said = `I love ${spellings.join(', ')}, behavioural economics and behavioral economics`;
    const result = applyChanges(slots, { interests: ['data science'] }, extract(said, null));
    expect(result['interests']).toEqual(['data science', 'behavioural economics']);
    expect(new Set(['Études', 'etude'].map(sameKey)).size).toBe(1);
    expect(new Set(['C', 'C++', 'C#'].map(sameKey)).size).toBe(3);
  });

  verifies('guide:bounded', 'is bounded in number and in the length of its entries', () => {
    const many = Array.from({ length: 40 }, (_, index) => `topic number${index}`).join(', ');
    expect(applyChanges(slots, {}, extract(`I love ${many}`, null))['interests']).toHaveLength(12);
    expect(interestsIn(`I love ${'x'.repeat(61)}`)).toEqual([]);
    expect(interestsIn(`${'. '.repeat(1_000)} I love chess`)).toEqual([]);
  });

  test('takes a bare list for the answer where its step asks for it', () => {
    const asked = (message: string) => extract(message, 'interests')['interests']?.add ?? [];
    expect(asked('Data science, art history and film')).toEqual(['data science', 'art history', 'film']);
    expect(asked('arts and crafts')).toEqual(['arts and crafts']);
    expect(asked('I love chess')).toEqual(['chess']);
    expect(extract('Data science and film', null)).toEqual({});
    for (const message of ['hello', 'not sure', 'What is 2+2?', 'surprise me', 'count to 5', 'nothing really', 'ok']) {
      expect(asked(message), message).toEqual([]);
    }
  });
});
