import type { Requirement } from '../requirement.ts';

/** What StudyGuru's addresses promise. */
export const studyguruRequirements: readonly Requirement[] = [
  studyguru(
    'stream',
    'A question is answered by metadata, tokens and complete, with the documented fields in their order.',
  ),
  studyguru(
    'interaction',
    'A question with an interaction_id goes on in that interaction; without one it begins another.',
  ),
  studyguru(
    'foreign',
    'An interaction that is unknown, of another user or of another system is 404 before the stream.',
  ),
  studyguru('simple', 'The GET twin answers with the same events and shares idempotency keys with the POST.'),
  studyguru('health', 'Health is open and tells the service and the time in seconds.'),
  studyguru(
    '401',
    'Without a valid token nothing but health and documentation answers, also where anonymous use is allowed.',
  ),
  studyguru(
    '400',
    'A wrong field is 400 with a detail that names it, never 422; null stands for every optional field.',
  ),
  studyguru('402', 'Too few points are 402 with a detail before the stream.'),
  studyguru('429', 'A rate limit is 429 with a detail and Retry-After.'),
  studyguru('error', 'A failure after the stream has begun is one error event.'),
  studyguru('resume', 'A stream that broke off goes on after the last id, also at the root and under the mount.'),
  studyguru('bill', 'The end tells as tokens_used what the provider counted and as points_cost what the ledger takes.'),
  studyguru('browser-requests', 'Images, prefetches and other requests that no script made begin no turn.'),
  studyguru('logs', 'ENABLE_LOGS tells the life of a stream without a word of it.'),
  studyguru(
    'clients',
    'A page, an app with the event source of React Native, and a Python script read the stream as it comes.',
  ),
  studyguru('documented', 'Every request of docs/studyguru.md works as it stands there.'),
  studyguru('graphql', 'The same engine, ledger and keys are behind the GraphQL mutation and queries.'),
];

function studyguru(name: string, sentence: string): Requirement {
  return { id: `studyguru:${name}`, part: 'studyguru', source: 'CONTRACT.md §2.3', sentence };
}
