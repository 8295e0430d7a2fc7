import type { Random } from './random.ts';

/** What a model does with a request. */
export type ModelMood = 'answers' | 'bursts' | 'refuses' | 'breaks-off' | 'hangs' | 'stalls';

/** `stall`: the process stops for less than its lease. `clock`: the machine's clock is set, forward or back. */
export type Disaster = 'crash' | 'freeze' | 'drain' | 'stall' | 'clock';

/** How hostile one run is: everything that may go wrong, and how often. Probabilities are from 0 to 1. */
export interface Weather {
  /** Nothing fails but the model: then the promises about time can be held to the letter. */
  readonly fair: boolean;
  readonly turns: number;
  readonly users: number;
  /** Milliseconds in which the turns are asked for. */
  readonly rushMs: number;
  readonly store: {
    readonly slow: number;
    readonly failsBefore: number;
    /** The commit is applied, and its reply is lost. */
    readonly failsAfter: number;
    readonly readFails: number;
    readonly outages: readonly Outage[];
  };
  readonly model: Readonly<Record<ModelMood, number>>;
  /** The model goes on for a while after an abort. */
  readonly abortsLate: number;
  readonly capabilityFails: number;
  /** How many tasks of the schedule lie between two disasters, at most; 0 for none. */
  readonly disasterEvery: number;
  readonly disasters: Readonly<Record<Disaster, number>>;
  readonly cancels: number;
  readonly disconnects: number;
  readonly deletes: number;
}

export interface Outage {
  /** Milliseconds after the world began. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'down' | 'full';
}

const CALM_MODEL = { answers: 8, bursts: 2, refuses: 0, 'breaks-off': 0, hangs: 0, stalls: 0 };
const MOODY_MODEL = { answers: 6, bursts: 2, refuses: 2, 'breaks-off': 2, hangs: 1, stalls: 1 };

export function forecast(random: Random): Weather {
  const kind = random.weighted({ fair: 2, store: 2, process: 3, everything: 3 });
  const badStore = kind === 'store' || kind === 'everything';
  const badProcess = kind === 'process' || kind === 'everything';
  const rushMs = random.pick([200, 2_000, 6_000]);
  return {
    fair: kind === 'fair',
    turns: random.between(12, 36),
    users: random.between(1, 3),
    rushMs,
    store: {
      slow: random.pick([0, 0.02, 0.1]),
      failsBefore: badStore ? random.pick([0, 0.02, 0.2]) : 0,
      failsAfter: badStore ? random.pick([0, 0.02, 0.2]) : 0,
      readFails: badStore ? random.pick([0, 0.02]) : 0,
      outages: badStore ? outages(random, rushMs) : [],
    },
    model: kind === 'store' ? CALM_MODEL : MOODY_MODEL,
    abortsLate: random.pick([0, 0.5]),
    capabilityFails: kind === 'fair' ? 0 : random.pick([0, 0.1]),
    disasterEvery: badProcess ? random.pick([150, 400, 1_200]) : 0,
    disasters: random.pick([
      { crash: 1, freeze: 0, drain: 0, stall: 0, clock: 0 },
      { crash: 4, freeze: 2, drain: 2, stall: 1, clock: 1 },
    ]),
    cancels: random.pick([0, 0.15, 0.4]),
    disconnects: random.pick([0, 0.3]),
    deletes: random.pick([0, 0.1]),
  };
}

function outages(random: Random, rushMs: number): Outage[] {
  return Array.from({ length: random.between(0, 2) }, () => {
    const from = random.between(0, rushMs);
    return { from, to: from + random.between(5, 3_000), kind: random.pick(['down', 'down', 'full']) };
  });
}
