/** How an assistant presents itself before the first message. */
export interface Character {
  readonly name: string;
  /** What talking to it is like, in a few words. */
  readonly line: string;
  /** What it can do that others cannot: teaches what to ask. */
  readonly about: string;
  readonly placeholder: string;
  /** Real first messages, each of another kind. */
  readonly prompts: readonly string[];
  readonly mark: MarkName;
}

export type MarkName = 'spark' | 'compass' | 'book' | 'pages' | 'people' | 'voice';

/** The shipped assistants. Their colours are in `theme/colours.css`, by the same names. */
const CHARACTERS: Readonly<Record<string, Character>> = {
  milo: {
    name: 'Milo',
    line: 'From what you love to people who do it.',
    about:
      'A career companion for Yale students. Milo listens for interests, then leads in six steps to paths, programs, funding and alumni, and remembers where you stand.',
    placeholder: 'Tell Milo what you could talk about for hours',
    prompts: [
      'I love data science and global issues.',
      'I like writing and biology. What could I become?',
      'What should I do this semester to find out whether medicine is for me?',
      'Who has gone from physics into climate work?',
    ],
    mark: 'compass',
  },
  assistant: {
    name: 'Personal AI Assistant',
    line: 'Everyday questions, straight answers.',
    about: 'Questions, texts, plans, sums and code. Answers first, explains after, and says so when it does not know.',
    placeholder: 'Ask anything',
    prompts: [
      'What is 17 % of 2,340?',
      'Write a friendly reminder to a customer who has not paid for six weeks.',
      'Explain the difference between TCP and UDP in a table.',
      'Write a function in TypeScript that groups a list by a key.',
    ],
    mark: 'spark',
  },
  studyguru: {
    name: 'StudyGuru',
    line: 'A patient tutor, one step at a time.',
    about:
      'For any subject. Shows each step and why it is allowed, and looks for the first place where your own work went wrong. Each answer costs points.',
    placeholder: 'What are you working on?',
    prompts: [
      'Why is the derivative of x² equal to 2x?',
      'Quiz me on the causes of the First World War, one question at a time.',
      'I solved 2x + 6 = 10 and got x = 8. Where did I go wrong?',
      'Explain photosynthesis as if I were twelve.',
    ],
    mark: 'book',
  },
  jacie: {
    name: 'Jacie',
    line: 'Answers from documents, with the page.',
    about:
      'Looks in the documents before speaking, and cites the document and page behind each statement. What they do not say, Jacie does not say.',
    placeholder: 'Ask about the documents',
    prompts: [
      'How high is the day allowance in Norway?',
      'What does the annual report say about revenue?',
      'Which lamp has the longest range, and is it in stock?',
      'How many days a year may I work from abroad?',
    ],
    mark: 'pages',
  },
  staff: {
    name: 'Staff',
    line: 'Colleagues who remember.',
    about:
      'A team with a profession each, who work with you over weeks: they know what was agreed, keep to it, and tell you what they assume.',
    placeholder: 'What needs to be done?',
    prompts: [
      'Draft an agenda for a first meeting with a new customer.',
      'What would you need from me to plan the launch in March?',
      'Review this idea: we sell the workshop as a subscription.',
      'Turn my notes into a decision with reasons.',
    ],
    mark: 'people',
  },
};

/** The character of an assistant; of one that is not shipped, what its own data says. */
export function characterOf(name: string, data?: { readonly title: string; readonly description: string }): Character {
  const shipped = Object.hasOwn(CHARACTERS, name) ? CHARACTERS[name] : undefined;
  if (shipped !== undefined) return shipped;
  const title = data?.title ?? name;
  const description = data?.description ?? '';
  const own = { line: description, about: description, placeholder: `Write to ${title}`, mark: 'voice' } as const;
  return { name: title, ...own, prompts: ['What can you help me with?'] };
}

/** The order in which they are offered; others follow. */
export const OFFER_ORDER: readonly string[] = Object.keys(CHARACTERS);
