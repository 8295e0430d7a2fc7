import type { Requirement } from '../requirement.ts';

/** What Parlance promises of points and their ledger. */
export const pointsRequirements: readonly Requirement[] = [
  points('welcome', 'CONTRACT.md §1', 'A new owner is welcomed with points, once.'),
  points(
    'reserve',
    'DESIGN.md §8',
    'Points are held with the acceptance, so that no number of turns at once can overspend.',
  ),
  points(
    'settle',
    'DESIGN.md §8',
    'A turn is paid once, with its end, never more than was held for it; the rest is released.',
  ),
  points('grant', 'CONTRACT.md §2', 'A grant or a correction is added once and never takes what cannot be spent.'),
  points('ledger', 'CONTRACT.md §2', 'Each line of the ledger has the balance that it made, and stays.'),
];

function points(name: string, source: string, sentence: string): Requirement {
  return { id: `points:${name}`, part: 'points', source, sentence };
}
