import type { Requirement } from '../requirement.ts';

/** Who may come in, and what nobody may read. Ids are the rows of FAULTS.md §6. */
export const securityRequirements: readonly Requirement[] = [
  row('S01', 'No forged, expired, ambiguous or misdirected token opens anything; all are refused in the same words.'),
  row(
    'S02',
    'Published keys are renewed at most once a cool-down; while their issuer fails the last ones serve for an hour, then nobody gets in.',
  ),
  {
    id: 'security:routes',
    part: 'security',
    source: 'FAULTS.md §6',
    sentence: 'Of every route it is written down who may use it, and each kind of caller is answered accordingly.',
  },
  row('S19', "Nothing in an answer tells what is somebody else's from what does not exist."),
  row('S20', 'A host that others can reach is refused without a strong secret, and no secret has a default.'),
];

function row(id: string, sentence: string): Requirement {
  return { id: `fault:${id}`, part: 'security', source: 'FAULTS.md §6', sentence };
}
