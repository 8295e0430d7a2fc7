import type { Requirement } from '../requirement.ts';

/** What is promised to those who use Parlance from a shell, run it behind a proxy, and read its documents. */
export const shellRequirements: readonly Requirement[] = [
  {
    id: 'deploy:proxies',
    part: 'deploy',
    source: 'CONTRACT.md §6',
    sentence:
      'Through nginx and Caddy as the files in deploy/ set them up, tokens come one by one, and a stream that was cut goes on.',
  },
  {
    id: 'deploy:silence',
    part: 'deploy',
    source: 'CONTRACT.md §6',
    sentence: 'Through the proxies of deploy/, a silence of 90 s survives their idle limit of 60 s.',
  },
  {
    id: 'deploy:closed',
    part: 'deploy',
    source: 'DESIGN.md §7',
    sentence: 'Set up as deploy/ says, everybody needs a token, and the metrics are not reachable through the proxy.',
  },
  {
    id: 'deploy:unit',
    part: 'deploy',
    source: 'TURN.md 33',
    sentence:
      'The systemd unit starts what npm start does, gives answers the time to end, and does not start again what is misconfigured.',
  },
  {
    id: 'docs:configuration',
    part: 'docs',
    source: 'CONTRACT.md §1',
    sentence:
      'docs/configuration.md lists every variable with its meaning, bounds, unit, default and an example that works, and is made from the same list as the server.',
  },
];
