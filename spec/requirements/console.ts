import type { Requirement } from '../requirement.ts';

/** What the console promises of its own. */
const promises: readonly Requirement[] = [
  [
    'console:safety:output',
    'Output of a model is text: whatever it holds, in whatever pieces, it becomes no element but those of Markdown, runs nothing and loads nothing.',
  ],
  ['console:safety:titles', 'Titles, messages of the user and errors are text.'],
  [
    'console:safety:links',
    'Links lead to http, https and mailto addresses only, in a window of their own that learns nothing; images are links.',
  ],
  ['console:markdown', 'Answers are shown as Markdown while they grow; a block that is finished is not drawn again.'],
  [
    'console:talk',
    'Whoever opens the root chooses one of the assistants, is shown what to ask, and reads the answer as it comes.',
  ],
  ['console:stop', 'Esc and the button stop an answer; the page says so only when the server has stored it.'],
  [
    'console:retry',
    'An answer is asked for again, and a message changed and sent again, as a branch beside the old one.',
  ],
  ['console:copy', 'Messages, answers and blocks of code are copied as they were written.'],
  [
    'console:history',
    'Conversations are listed, searched, renamed and deleted at the side, and each has an address of its own.',
  ],
  ['console:keyboard', 'Everything is reached by keyboard, and a list tells the shortcuts.'],
  [
    'console:token',
    'Where the server wants a token, the page asks for it, says where one comes from, and goes on with it.',
  ],
  [
    'console:errors',
    'An error says what happened and what to do, and a message that was refused comes back to be sent again.',
  ],
  ['console:offline-model', 'Where the offline model answers, the page says so and what to set for a real one.'],
  [
    'console:restart',
    'After kill -9 and restart in mid-answer the page has all that was said, once, and one click continues it.',
  ],
  ['console:reload', 'A reload in mid-answer shows what was said and follows the rest.'],
  ['console:tabs', 'A second tab shows the answer of the first while it comes, and what either sends.'],
  ['console:away', 'While the server or the network is away the page says so, and goes on by itself afterwards.'],
  [
    'console:long',
    'A conversation of thousands of messages opens at its end and is read backwards page by page, each message once.',
  ],
  [
    'console:direction',
    'Questions, blocks of answers and titles run from right to left where their first letter does; code never does.',
  ],
  ['console:touch', 'On a telephone every button and link outside running text is at least 40 pixels high.'],
  [
    'console:escape',
    'Escape closes what was opened last, wherever the focus is; only where nothing is open does it stop the answer.',
  ],
  [
    'console:scroll',
    'While an answer comes the page follows it until the reader moves up, however little, and again from the very end.',
  ],
  ['console:frames', 'However fast an answer comes, it is drawn at most once a frame.'],
  ['console:size', 'The page loads at most 130 KB of script, gzipped.'],
  [
    'console:access',
    'Every button, field and link has a name, and an answer is told to screen readers when it is whole.',
  ],
  [
    'console:served',
    'Browsers get the page at the root and at deep links, programs JSON; files with a name of their own are kept for ever.',
  ],
  [
    'console:build',
    'The page is built when its sources have changed, while the server already answers, and a failing build stops nothing.',
  ],
].map(([id = '', sentence = '']) => ({ id, part: 'console', source: 'DESIGN.md §3', sentence }));

/** The web console. */
export const consoleRequirements: readonly Requirement[] = [
  {
    id: 'fault:S08',
    part: 'console',
    source: 'FAULTS.md §6',
    sentence:
      'Three hundred hostile texts and more, as output in pieces of one character, as titles and as errors, run no script, leave the page nowhere and ask no other origin.',
  },
  ...promises,
];
