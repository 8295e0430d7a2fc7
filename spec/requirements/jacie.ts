import type { Requirement } from '../requirement.ts';

/** What Jacie's addresses promise. */
export const jacieRequirements: readonly Requirement[] = [
  jacie(
    'stream',
    'A question is answered by named events: the documented steps with their percentages, then one result.',
  ),
  jacie('fast', 'Fast chat answers from passages and tells its own steps, with the kind of index in their details.'),
  jacie(
    'twins',
    'The two twins answer with the result object as JSON, and with 500 and a detail where the turn failed.',
  ),
  jacie('error', 'A failure after the stream has begun is one error event.'),
  jacie('422', 'A missing query is 422 in the documented shape, and a malformed history is named by index.'),
  jacie('collision', 'At the root a body with query belongs to Jacie, and one with message and query to nobody.'),
  jacie('history', 'The history comes back two messages longer; without memory what was sent is ignored.'),
  jacie('no-documents', 'With auto_load_documents:false a question loads nothing and gives documents_loaded null.'),
  jacie('heartbeat', 'After a second of silence an event named heartbeat with an empty object comes.'),
  jacie('tokens', 'With stream_tokens the pieces of the answer come as token events and make the response.'),
  jacie('resume', 'A stream that broke off goes on after the last id with the same events, progress included.'),
  jacie('kill', 'A stream that a kill cut off goes on in the next process, after the same events of progress.'),
  jacie('cancel', 'A cancelled answer ends its stream, and what there was of it is kept.'),
  jacie('stale', 'While the source of the documents is away an answer comes from what was read, and says so.'),
  jacie('reindex', 'While documents are read again, answers come from what they were, whole.'),
  jacie('idempotency', 'A repeat with its key finds the same turn, also at the twin that does not stream.'),
  jacie('progress', 'Progress tells of work that was done, with counts; the true source is named.'),
  jacie('whole', 'Documents are loaded whole within the budget; of others the pages on the matter, which is said.'),
  jacie(
    'citations',
    'Each citation names document and page, and its quote stands on that page; unknown ones are dropped.',
  ),
  jacie('follow-up', 'A question that leans on earlier ones is looked for in words that stand alone.'),
  jacie(
    'offline',
    'Without a provider the answer is taken from the passages with citations, or is that they do not say it.',
  ),
  jacie('clients', 'The requests of its document, a page and a Python script read the stream as they stand.'),
  jacie(
    'injection',
    'What a document tells the model to write becomes no link, image or markup of the answer, and no address.',
  ),
  jacie('tenants', 'Documents of another user never come into the context.'),
];

function jacie(name: string, sentence: string): Requirement {
  return { id: `jacie:${name}`, part: 'jacie', source: 'CONTRACT.md §2.4', sentence };
}
