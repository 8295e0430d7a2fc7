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
  row(
    'S10',
    'No page of another origin uses the native API, by a form, a listed-looking name, a cookie or a rebound name.',
  ),
  row(
    'S13',
    'No secret gets into a log, an error, an event or a metric whatever fails, and no text of a message into a line above DEBUG.',
  ),
  row('S14', 'Every error carries a code or its fixed words and a correlation id, and nothing of the inside.'),
  row(
    'S17',
    'Metrics and administration are for administrators alone where others reach the host, and nothing else is there.',
  ),
  row('S18', 'Every package is pinned by an exact version and a hash, and none runs code when it is installed.'),
  row('S19', "Nothing in an answer tells what is somebody else's from what does not exist."),
  row('S20', 'A host that others can reach is refused without a strong secret, and no secret has a default.'),
];

function row(id: string, sentence: string): Requirement {
  return { id: `fault:${id}`, part: 'security', source: 'FAULTS.md §6', sentence };
}
