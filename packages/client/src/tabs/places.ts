import type { Environment } from '../environment.ts';
import type { TabTools } from './tab-tools.ts';

/** A place among the few connections that a browser has for one server. */
export interface Place {
  /** Something came over the connection; `isEvent` where it was more than a heartbeat. */
  readonly progressed: (isEvent: boolean) => void;
  readonly release: () => void;
}

export interface PlaceOptions {
  readonly tools: TabTools;
  readonly environment: Pick<Environment, 'after' | 'random'>;
  readonly prefix: string;
  /** How many streams of all tabs together are connected at once. */
  readonly count: number;
}

/** How long a stream keeps its place at least while others wait, milliseconds. */
const SLICE_MS = 250;
/** After this a place is given up even where nothing has come. */
const IDLE_SLICE_MS = 1_000;

/**
 * Waits for a place. Browsers open six HTTP/1.1 connections for each origin, over all tabs, and then hold back every
 * other request, a cancel too: so streams keep to fewer, and take turns where there are more of them. `leave` is called
 * when another stream waits and this one has had its time; it then ends its connection, and asks for a place again.
 */
export async function takePlace(options: PlaceOptions, signal: AbortSignal, leave: () => void): Promise<Place> {
  for (let index = 0; index < options.count; index += 1) {
    const place = await hold(options, index, signal, leave, true);
    if (place !== null) return place;
  }
  const index = await shortestQueue(options);
  const place = await hold(options, index, signal, leave, false);
  if (place === null) throw new Error('A lock was refused that was to be waited for.');
  return place;
}

/** The place that the fewest wait for; one of them by chance, since many may look at the same moment. */
async function shortestQueue({ tools, environment, prefix, count }: PlaceOptions): Promise<number> {
  const { pending = [] } = await tools.locks.query();
  const waiting = Array.from({ length: count }, (_, index) => ({
    index,
    length: pending.filter(({ name }) => name === nameOf(prefix, index)).length + environment.random(),
  }));
  return waiting.reduce((best, next) => (next.length < best.length ? next : best)).index;
}

function nameOf(prefix: string, index: number): string {
  return `${prefix}:place:${index}`;
}

function hold(
  { tools, environment, prefix }: PlaceOptions,
  index: number,
  signal: AbortSignal,
  leave: () => void,
  ifAvailable: boolean,
): Promise<Place | null> {
  const name = nameOf(prefix, index);
  return new Promise((resolve, reject) => {
    const use = (lock: unknown): Promise<void> => {
      if (lock === null) {
        resolve(null);
        return Promise.resolve();
      }
      return new Promise((freed) => {
        const watch = watchQueue(tools, environment, name, leave);
        resolve({
          progressed: watch.progressed,
          release: () => {
            watch.stop();
            freed();
          },
        });
      });
    };
    // A browser takes no signal together with the question whether the lock is free.
    tools.locks.request(name, ifAvailable ? { ifAvailable } : { signal }, use).catch(reject);
  });
}

/** Looks now and then whether somebody waits for the place. */
function watchQueue(
  { locks }: TabTools,
  environment: Pick<Environment, 'after'>,
  name: string,
  leave: () => void,
): { readonly progressed: Place['progressed']; readonly stop: () => void } {
  let stopTimer = (): void => undefined;
  let isStopped = false;
  let looks = 0;
  let hasEvent = false;
  let isWatching = false;
  const look = async (): Promise<void> => {
    looks += 1;
    const hadItsTime = hasEvent || looks * SLICE_MS >= IDLE_SLICE_MS;
    const { pending = [] } = hadItsTime ? await locks.query() : {};
    if (isStopped) return;
    if (pending.some((lock) => lock.name === name)) leave();
    else begin();
  };
  const begin = (): void => {
    if (!isStopped) stopTimer = environment.after(SLICE_MS, () => void look().catch(begin));
  };
  return {
    // The time begins with the answer: a connection that is only being made has had nothing yet.
    progressed: (isEvent) => {
      hasEvent ||= isEvent;
      if (!isWatching) begin();
      isWatching = true;
    },
    stop: () => {
      isStopped = true;
      stopTimer();
    },
  };
}
