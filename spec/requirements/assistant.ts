import type { Requirement } from '../requirement.ts';

/** The Personal AI Assistant, as its document and CONTRACT.md describe it. */
export const assistantRequirements: readonly Requirement[] = [
  ['assistant:stream:frames', 'Frames hold exactly content, sequence, is_final and correlation_id, in that order.'],
  ['assistant:stream:final', 'Numbers count from 0, and the last frame is empty, final and has the next number.'],
  [
    'assistant:stream:headers',
    'A stream says that it is one, that it must not be cached or buffered, and whose it is.',
  ],
  ['assistant:stream:error', 'A failure during the stream is one final frame with number -1 and an error text.'],
  [
    'assistant:validation',
    'Bad input is answered with 400, the field named and the documented words, and stores nothing.',
  ],
  ['assistant:health', 'Health is a status and an ISO time with offset.'],
  ['assistant:correlation-id', "Every answer carries a correlation id: the client's own where it is short and plain."],
  ['assistant:logs:events', 'The life of a request is logged by the documented events, each with the correlation id.'],
  ['assistant:logs:no-message-text', 'The text of messages and answers is never logged at INFO.'],
  ['assistant:logs:redacted-by-key', 'What stands under a key that names a secret is never logged.'],
  ['assistant:logs:redacted-by-value', 'A value that looks like a key or a token is never logged.'],
  ['assistant:both-paths', 'The documented paths answer under the mount and at the root alike.'],
].map(([id = '', sentence = '']) => ({
  id,
  part: 'assistant',
  source: 'CONTRACT.md §2.2 Personal AI Assistant',
  sentence,
}));
