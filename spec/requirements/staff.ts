import type { Requirement } from '../requirement.ts';

/** What the staff's addresses promise. */
export const staffRequirements: readonly Requirement[] = [
  staff(
    'stream',
    'A message is answered by tokens and done with the id of the saved message, under the documented headers.',
  ),
  staff('user-message-first', 'The user message is saved before the stream begins.'),
  staff('error', 'A failure after the stream has begun is one error event.'),
  staff('404', 'An unknown member is 404 with "Staff with id … not found" before anything is stored.'),
  staff(
    '422',
    'Content of none or more than 10,000 characters, and a wrong page, are 422 with a list of what is wrong.',
  ),
  staff('content-type', 'JSON is read whatever the Content-Type says, and without one.'),
  staff('twin', 'The asynchronous twin answers 201 with the saved user message at once, before there is an answer.'),
  staff('poll', 'A client that polls the messages finds the answer as the newest one.'),
  staff('repeat', 'A repeat by the same key finds the same turn, through the stream and through the twin.'),
  staff('history', 'Messages come newest first with their total, in pages by limit and offset, or oldest first.'),
  staff(
    'one-conversation',
    'Without a conversation_id each owner has one conversation with each member, whose earlier messages the model reads.',
  ),
  staff(
    'conversations',
    'A conversation_id names a further conversation with a member, with a history of its own, which goes with the member.',
  ),
  staff('resume', 'A stream that broke off goes on after the last id, at its member and nowhere else.'),
  staff(
    'members',
    'Members are listed, with and without a slash, read, made, changed and removed, for their owner alone.',
  ),
  staff('profile', 'The model is told which member it is, as the member is now.'),
  staff('tombstone', 'A shipped member that was removed stays away over a restart, and its messages are gone.'),
  staff('clients', 'The documented JavaScript, Python and curl clients work as they are documented.'),
  staff('disconnect', 'A client that goes at once finds its message in the history, and then the answer.'),
  {
    id: 'fault:C19',
    part: 'staff',
    source: 'FAULTS.md §4',
    sentence:
      'Two messages at once in one conversation are answered in order, the second with the outcome of the first.',
  },
];

function staff(name: string, sentence: string): Requirement {
  return { id: `staff:${name}`, part: 'staff', source: 'CONTRACT.md §2.5', sentence };
}
