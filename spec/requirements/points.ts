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
  points(
    'price',
    'CONTRACT.md §2',
    'A turn costs a point for each thirty tokens, or what the price list says, and at least one.',
  ),
  points('turn', 'CONTRACT.md §2', 'The usage of a turn says what it cost, in its events and in what is stored.'),
  points('402', 'CONTRACT.md §2', 'Too few points are told before the stream, and nothing is stored.'),
  points('stop', 'DESIGN.md §8', 'An answer whose points are used up ends there and keeps what was said.'),
  points('nothing', 'TURN.md § Money', 'A turn that failed before its first word costs nothing.'),
  points('partial', 'TURN.md § Money', 'A turn that ended early costs what it said.'),
  points('repeat', 'TURN.md § Money', 'Repeats and replays cost nothing.'),
  points('parallel', 'FAULTS.md §6', 'Turns at the same moment cannot spend the same points.'),
  points(
    'reconcile',
    'FAULTS.md §1',
    'However turns end, each is paid once and every balance is the sum of its lines.',
  ),
  points('kill', 'TURN.md § Money', 'A turn that a crash interrupted is paid once, for what it said.'),
  points('admin', 'CONTRACT.md §2', 'Only administrators see and change the points of others.'),
];

function points(name: string, source: string, sentence: string): Requirement {
  return { id: `points:${name}`, part: 'points', source, sentence };
}
