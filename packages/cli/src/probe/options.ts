import { parseArgs } from 'node:util';
import { readUrl } from '../terminal/read-url.ts';
import type { Environment } from '../terminal/environment.ts';

export const USAGE = `Usage: npm run probe -- [options]

Asks every address that a running server documents, and says what is not as documented.

  --url URL       the server (default: PARLANCE_URL, else http://127.0.0.1:8000)
  --token TOKEN   who asks (default: PARLANCE_TOKEN); StudyGuru is tried with one only
  --only TEXT     addresses that hold this, such as "/milo/"
  --yes           do not ask before questions go to a real model
  --json          the report as JSON on standard output
  --help          this text

It removes what it made; lines of the points ledger stay, as they always do.
Exit codes: 0 all is as documented, 1 something is not, 64 wrong options or no consent, 69 no server.
`;

/** What `npm run probe` is to do. */
export interface ProbeArguments {
  readonly url: string;
  readonly token: string | null;
  /** '' for all. */
  readonly only: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Throws a `TypeError` with one line where the arguments make no sense. */
export function readProbeOptions(args: readonly string[], environment: Environment): ProbeArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      token: { type: 'string' },
      only: { type: 'string', default: '' },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { only, yes, json } = values;
  const token = values.token ?? environment['PARLANCE_TOKEN'] ?? null;
  return { url: readUrl(values.url ?? environment['PARLANCE_URL']), token, only, yes, json };
}
