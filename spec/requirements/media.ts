import type { Requirement } from '../requirement.ts';

/** What Parlance promises of files that come with messages, of addresses that users give, and of caches. */
export const mediaRequirements: readonly Requirement[] = [
  {
    id: 'fault:S06',
    part: 'media',
    source: 'FAULTS.md §6',
    sentence:
      'No address that a user gives leads inside: not by its spelling, its name, a second answer or a redirect.',
  },
  media('outbound-limits', 'What is fetched from outside has a bound in bytes and in time, and its connection ends.'),
];

function media(name: string, sentence: string): Requirement {
  return { id: `media:${name}`, part: 'media', source: 'CONTRACT.md §2.3', sentence };
}
