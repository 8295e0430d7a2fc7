/** A test file that can do more of the same than a normal run lets it. */
export interface LongSuite {
  /** `--kills N` */
  readonly option: string;
  readonly file: string;
  /** The environment variable that the file reads its number from. */
  readonly variable: string;
  /** What the number counts. */
  readonly counts: string;
}

export const LONG_SUITES: readonly LongSuite[] = [
  {
    option: 'tabs',
    file: 'packages/client/test/browser.test.ts',
    variable: 'TABS',
    counts: 'tabs of one browser, each with an answer',
  },
  {
    option: 'hostile',
    file: 'packages/server/test/faults/hostile-provider.test.ts',
    variable: 'HOSTILE_RUNS',
    counts: 'seeds of hostile answers over each wire, from --from on',
  },
  {
    option: 'kills',
    file: 'packages/server/test/faults/random-kills.test.ts',
    variable: 'KILLS',
    counts: 'kills of a server in mid-answer, each with four turns',
  },
  {
    option: 'stalled',
    file: 'packages/server/test/faults/stalled-readers.test.ts',
    variable: 'STALLED_READERS',
    counts: 'readers of one answer that do not read',
  },
  {
    option: 'disconnects',
    file: 'packages/server/test/faults/hard-disconnects.test.ts',
    variable: 'HARD_DISCONNECTS',
    counts: 'connections that break without a word',
  },
  {
    option: 'reconnects',
    file: 'packages/server/test/faults/reconnect-storm.test.ts',
    variable: 'RECONNECT_STORM',
    counts: 'readers that come back at the same moment',
  },
  {
    option: 'slow',
    file: 'packages/server/test/faults/input-slow.test.ts',
    variable: 'SLOW_CLIENTS',
    counts: 'connections of each kind that send or read slowly',
  },
  {
    option: 'silence',
    file: 'packages/server/test/deploy/proxies.test.ts',
    variable: 'SILENCE_SECONDS',
    counts: 'seconds of silence on a stream through the proxies of deploy/; 90 has their real idle limit of 60',
  },
];
