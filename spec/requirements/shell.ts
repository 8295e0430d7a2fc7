import type { Requirement } from '../requirement.ts';

/** What is promised to those who use Parlance from a shell, run it behind a proxy, and read its documents. */
export const shellRequirements: readonly Requirement[] = [
  {
    id: 'shell:chat',
    part: 'shell',
    source: 'CONTRACT.md §7',
    sentence:
      'The terminal client streams the answer, and nothing else, to standard output, and takes its message from an option, a pipe or a person.',
  },
  {
    id: 'shell:stop',
    part: 'shell',
    source: 'TURN.md § Cancel',
    sentence: 'Ctrl-C asks the server to stop, and the client says that it did only when the log says so.',
  },
  {
    id: 'shell:resume',
    part: 'shell',
    source: 'TURN.md § Log and delivery',
    sentence:
      'The terminal client goes on by itself after a kill and a restart of the server, without a loss or a repeat.',
  },
  {
    id: 'shell:talk',
    part: 'shell',
    source: 'CONTRACT.md §7',
    sentence: 'A person can talk, ask again, look back and begin anew; NO_COLOR and pipes get no colour.',
  },
  {
    id: 'shell:safe',
    part: 'shell',
    source: 'DESIGN.md §7',
    sentence: 'Control characters and direction marks in an answer do not reach the terminal.',
  },
  {
    id: 'shell:exit',
    part: 'shell',
    source: 'CONTRACT.md §7',
    sentence: 'The exit code and one sentence say why there is no answer, and what to do.',
  },
  {
    id: 'shell:probe',
    part: 'shell',
    source: 'CONTRACT.md §7',
    sentence:
      'The probe asks every address that the server documents, tells which are not as documented or not covered, and asks before it spends.',
  },
  {
    id: 'shell:probe-clean',
    part: 'shell',
    source: 'CONTRACT.md §7',
    sentence: 'What the probe has made is gone when it ends.',
  },
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
    source: 'TURN.md § Failure of parts',
    sentence:
      'The systemd unit starts what npm start does, gives answers the time to end, and does not start again what is misconfigured.',
  },
  {
    id: 'docs:executed',
    part: 'docs',
    source: 'STYLE.md § Habits',
    sentence: 'Every curl in the README and in docs/ is executed as it stands there, and answered as the page says.',
  },
  {
    id: 'docs:index',
    part: 'docs',
    source: 'STYLE.md § Habits',
    sentence:
      'Every page of the documentation is listed in docs/README.md, the README leads there, and no page links to what is not there.',
  },
  {
    id: 'docs:configuration',
    part: 'docs',
    source: 'CONTRACT.md §1',
    sentence:
      'Every variable stands in docs/configuration.md with its meaning, bounds, unit, default and an example that works, from the same list as in the server.',
  },
];
