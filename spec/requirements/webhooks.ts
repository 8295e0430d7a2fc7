import type { Requirement } from '../requirement.ts';

/** What webhooks promise. */
export const webhookRequirements: readonly Requirement[] = [
  webhook(
    'delivery',
    'The end of an answer is told to the webhooks of its owner that want it, under the ids of the stream.',
  ),
  webhook('signature', 'Each message is signed so that the reference implementation of Standard Webhooks verifies it.'),
  webhook('events', 'A webhook is told of the events that it was registered for, and of nothing else.'),
  webhook('manage', 'Webhooks are registered, listed, changed, tested, switched off and removed by their owner alone.'),
  webhook('rotate', 'A new secret signs at once, and the one before it for one more day.'),
  webhook('retry', 'A message that is not accepted is sent again by a schedule of days, with the same id and body.'),
  webhook('not-allowed', 'An address that is not allowed is given up at once, and no inner address is told.'),
  webhook('retry-after', 'A receiver that asks for a later time gets it, within a day.'),
  webhook('410', 'A receiver that says 410 is switched off; what it did not get waits.'),
  webhook('dead-letter', 'What was given up can be seen, sent again under its id, and forgotten.'),
  webhook('outbox', 'A message is on record in the transaction of the terminal, and survives a kill of the process.'),
  webhook('apart', 'Receivers that fail, hang or redirect change nothing for turns.'),
  webhook('erase', 'Deleting a conversation takes back what was not sent of it.'),
  {
    id: 'fault:S07',
    part: 'webhooks',
    source: 'FAULTS.md §6',
    sentence:
      'What is replayed late, changed, or signed by an old secret is not verified; slow, redirecting and failing receivers are asked a bounded number of times.',
  },
];

function webhook(name: string, sentence: string): Requirement {
  return { id: `webhook:${name}`, part: 'webhooks', source: 'CONTRACT.md §2.5', sentence };
}
