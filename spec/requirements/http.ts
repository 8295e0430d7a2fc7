import type { Requirement } from '../requirement.ts';

/** What holds on every surface: configuration, rights, origins, errors, resuming and repeating. */
export const httpRequirements: readonly Requirement[] = [
  ...section('CONTRACT.md §1 Starting the server', [
    ['http:config:bad-value', 'A value that a variable cannot have is refused at start, in one line that names it.'],
    ['http:live-turns', 'One user has at most MAX_LIVE_TURNS answers under way; repeats are never refused.'],
    ['http:config:help', 'The help text lists every variable with its meaning and its default.'],
    ['http:token-command', 'A development token needs no configuration: its secret is made once and kept private.'],
  ]),
  ...section('DESIGN.md §7 Security by default', [
    [
      'http:config:host-needs-secret',
      'A host that other machines reach is refused without a secret or a clear consent.',
    ],
    [
      'http:auth:forged',
      'A token that is forged, expired or malformed is refused, in the same words whatever is wrong.',
    ],
    ['http:auth:jwks', 'Tokens of public keys are checked against the published keys and an allow-list of algorithms.'],
    ['http:same-origin', 'Pages of other origins cannot use the native API, unless their origin is listed.'],
    ['http:host-check', 'On loopback the native API answers only under names of this machine.'],
    [
      'http:errors:nothing-internal',
      'An unexpected failure tells clients a code and a correlation id and nothing else.',
    ],
    ['http:metrics-guarded', 'Metrics are open on loopback and for admins elsewhere.'],
  ]),
  ...section('DESIGN.md §8.5 Owners', [
    ['http:auth:anonymous', 'Without a token the owner is anonymous where allowed; an invalid token never is.'],
    [
      'http:owners-apart',
      "Nobody sees, changes, follows or cancels what is another owner's: it does not exist for them.",
    ],
  ]),
  ...section('CONTRACT.md §1 Starting the server', [
    ['http:cors:open-routes', "Pages of every origin may use the seeds' routes, without credentials."],
  ]),
  ...section('STYLE.md rule 8', [
    ['http:errors:one-table', 'Every error code has one status and one wording, in the shape of its surface.'],
  ]),
  ...section('CONTRACT.md §2 The five systems', [
    ['http:health', 'Health says what the server is, how durable it is, which model answers, and what is degraded.'],
    [
      'http:docs',
      'The documentation page lists an OpenAPI document for each surface and loads nothing from elsewhere.',
    ],
  ]),
  ...section('TURN.md § Log and delivery', [
    [
      'http:revocation',
      "A user's tokens can be ended, and the streams that they opened end with them within a minute.",
    ],
  ]),
  ...section('CONTRACT.md §7 Resume, repeat, cancel', [
    ['resume:any-cut', 'A stream that was cut after any frame goes on with exactly the frames that follow it.'],
    ['resume:no-new-turn', 'A request that carries a cursor makes no new turn, whatever its body.'],
    ['resume:query', 'A cursor may stand in the query instead of the header.'],
  ]),
];

function section(source: string, rows: readonly (readonly [id: string, sentence: string])[]): readonly Requirement[] {
  return rows.map(([id, sentence]) => ({ id, part: 'http', source, sentence }));
}
