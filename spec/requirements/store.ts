import type { Requirement } from '../requirement.ts';

/** What every store promises to the engine, and what the embedded one promises to its operator. */
export const storeRequirements: readonly Requirement[] = [
  store(
    'atomic',
    'DESIGN.md §8',
    'A unit of writes is applied wholly or not at all, in order, whatever its neighbours do.',
  ),
  store('durable', 'TURN.md § Acceptance', 'A record that was committed is the same after a restart.'),
  store('kill', 'DESIGN.md §4', 'A commit that was acknowledged survives kill -9, and no log has a gap afterwards.'),
  store('exists', 'TURN.md § Acceptance', 'A second row with the id, external name or key of another is refused.'),
  store(
    'log-order',
    'TURN.md § Log and delivery',
    'A log gives its events back as they were, in order, from any cursor.',
  ),
  store(
    'fence',
    'TURN.md § Ownership',
    'A write with an old epoch, a wrong number or after the end changes nothing and uses up no number.',
  ),
  store('repeat', 'DESIGN.md §2', 'A commit that is repeated because its answer was lost has one effect.'),
  store(
    'claim',
    'TURN.md § Ownership',
    'Turns of a node that is gone are given away with a new epoch, which fences the old one at once.',
  ),
  store('lease', 'TURN.md § Ownership', 'A node that does not hold the lease cannot renew it.'),
  store('queue', 'TURN.md § Order', 'One turn of a conversation runs, others wait in order, and no more than may.'),
  store(
    'line',
    'TURN.md § Order',
    'Messages that are accepted at the same moment follow each other, and a named parent makes a branch.',
  ),
  store('owner', 'DESIGN.md §7', 'Rows of another owner can be neither read nor changed.'),
  store('pages', 'CONTRACT.md §4', 'Pages of conversations hold each conversation once, the newest update first.'),
  store('branch-length', 'DESIGN.md §8', 'The messages of a branch are counted without being read.'),
  store(
    'branch',
    'TURN.md § Order',
    'Reading a branch costs the same in a conversation of any length and stays inside it.',
  ),
  store(
    'retention',
    'TURN.md § Terminal',
    'A log is whole until its retention is over and gone afterwards, with the keys of its turn.',
  ),
  store('erase', 'DESIGN.md §8', 'Deleting a conversation leaves no byte of it in any file.'),
  store(
    'jobs',
    'DESIGN.md §8',
    'A job is stored once for its kind and key, given out when it is due, and given back for a retry.',
  ),
  store('settings', 'DESIGN.md §8.12', 'A setting belongs to its owner, and of two changes at once one is refused.'),
  store(
    'job-finish',
    'FAULTS.md §2',
    'A job ends in the unit of its effect, and only by the node that has it on lease.',
  ),
  store('leases', 'DESIGN.md §4', 'A job belongs to one claimer until it is done or its lease ran out.'),
  store(
    'close',
    'TURN.md § Failure of parts',
    'Closing commits what was asked before, and a closed store rejects what is asked later.',
  ),
  store(
    'down',
    'TURN.md § Failure of parts',
    'A store that cannot write says so, loses nothing that was acknowledged, and goes on once it can.',
  ),
  store(
    'lock',
    'DESIGN.md §4',
    'A second process is refused with the name of the holder, until the holder is gone in whatever way.',
  ),
  store(
    'unusable',
    'FAULTS.md §2',
    'A file that is damaged, foreign, empty or read-only is named in one line and left as it is.',
  ),
  store(
    'migrations',
    'DESIGN.md §4',
    'A migration is applied wholly or not at all, and a database made by others is refused.',
  ),
  store('invalid', 'DESIGN.md §8.1', 'A write that can never be stored costs its own unit, and no other turn.'),
  store(
    'journal',
    'DESIGN.md §2',
    'Any interleaving of appends, ends, restarts and deletions leaves each log as a plain list would be.',
  ),
];

function store(name: string, source: string, sentence: string): Requirement {
  return { id: `store:${name}`, part: 'store', source, sentence };
}
