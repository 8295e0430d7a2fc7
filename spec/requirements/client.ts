import type { Requirement } from '../requirement.ts';

/** What `@parlance/client` promises to whoever builds on it. */
export const clientRequirements: readonly Requirement[] = [
  client('events', "A send gives the turn's events once each and in order, and its state is what they say."),
  client('resume', 'A stream that breaks, falls silent or loses its server goes on behind the last event, once each.'),
  client('send-once', 'All attempts of a send carry one key and make one turn, also where the answer to one was lost.'),
  client(
    'reload',
    'What had not ended goes on after a reload or restart: the send under its key, the stream after it.',
  ),
  client(
    'cancel',
    'A cancel is called stored only once the server has stored it, and gets through broken connections.',
  ),
  client(
    'errors',
    'Each refusal is an error that says what it is and what to do; what passes is tried again as asked.',
  ),
  client('silence', 'A connection that falls silent is left and made anew; heartbeats are no silence.'),
  client('xhr', 'Where fetch gives no body before its end, as in React Native, XMLHttpRequest streams.'),
  client('backoff', 'Waits grow up to a limit and are spread, so that many clients do not come back at once.'),
  client('users', 'Unfinished sends of several users are kept apart; what was refused is never sent by itself.'),
  client('online', 'A device that is back online tries at once.'),
  client(
    'tabs',
    'Tabs share one connection a turn and few in all: any number stays alive, a cancel gets through, none needs another.',
  ),
  client('documents', 'The documented snippets and the examples work as they are written.'),
  client('package', 'The built package is plain JavaScript with types, which depends on nothing.'),
  client('decode', 'The formats of all systems are read as the same typed events, as far as each of them tells.'),
  client(
    'react:chat',
    'The hook useChat shows a conversation as it is over crashes, reloads and tabs, and stops, retries and edits.',
  ),
  client('react:frame', 'Hooks render at most once a frame, however fast events come.'),
  client(
    'react:staff',
    'The hook useStaffStreaming sends, streams, aborts and tells errors, over remounts and reloads.',
  ),
];

function client(name: string, sentence: string): Requirement {
  return { id: `client:${name}`, part: 'client', source: 'CONTRACT.md §3, §4 and §7', sentence };
}
