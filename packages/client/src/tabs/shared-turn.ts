import { isTerminal, type TurnEvent } from '@parlance/wire';
import { type Connection, OPEN } from '../stream/connection.ts';
import { deferred, type Deferred } from '../stream/deferred.ts';
import { followTurn, type FollowEnd, type FollowTurn } from '../stream/follow-turn.ts';
import type { StreamSettings } from '../stream/settings.ts';
import { fromTabData, toTabData, type TabMessage } from './messages.ts';
import type { TabChannel, TabTools } from './tab-tools.ts';

/** How often the connected tab says at least that it lives, as a part of the silence that counts as its death. */
const SIGNS_IN_LIMIT = 6;
/** How long the end of a turn may take to the other tabs, milliseconds. */
const END_TRAVELS_MS = 100;

export interface SharedTurnOptions {
  readonly settings: StreamSettings;
  readonly tools: TabTools;
  readonly follow: FollowTurn;
  readonly prefix: string;
}

/**
 * A turn that many tabs follow over one connection. The tab that holds the turn's lock is connected and tells the
 * others what comes; the others wait for the lock. When that tab goes, the browser gives the lock to the next, which
 * goes on behind the last event that it was told. A tab that holds the lock and says nothing any more loses it.
 */
export class SharedTurn {
  readonly #options: SharedTurnOptions;
  readonly #channel: TabChannel;
  readonly #name: string;
  readonly #id: string;
  /** Events that this tab has, from the one behind `#start` on. */
  readonly #log: TurnEvent[] = [];
  readonly #start: number;
  #seq: number;
  #isLeader = false;
  #isAlone = false;
  #isClosed = false;
  #connection: Connection | null = null;
  #outgoing: TurnEvent[] = [];
  #lastSignAt = 0;
  #heard: Deferred<'terminal' | 'lacking' | 'silent'> = deferred();
  #stopWatch: () => void = () => undefined;

  constructor(options: SharedTurnOptions) {
    const { follow, prefix, tools, settings } = options;
    this.#options = options;
    this.#start = follow.after;
    this.#seq = follow.after;
    this.#id = settings.environment.newKey();
    this.#name = `${prefix}:turn:${follow.turn}`;
    this.#channel = tools.channel(this.#name);
  }

  /** As `followTurn`. */
  async run(): Promise<FollowEnd> {
    this.#channel.onmessage = ({ data }) => {
      const message = fromTabData(data);
      if (message !== null) this.#hear(message);
    };
    try {
      this.#tell({ kind: 'need', from: this.#id, after: this.#seq });
      let end = await this.#round(false);
      while (end === 'lost' || end === 'silent') end = await this.#round(end === 'silent');
      if (end !== 'lacking') return end;
      // What the others have is of no use here.
      this.#isAlone = true;
      return await followTurn(this.#options.settings, { ...this.#options.follow, after: this.#seq });
    } finally {
      this.#stopWatch();
      this.#flush();
      this.#isClosed = true;
      this.#channel.close();
    }
  }

  /** Until this tab has led to the end, or was told of it by another. */
  async #round(isStealing: boolean): Promise<FollowEnd | 'lost' | 'silent' | 'lacking'> {
    const { tools, follow } = this.#options;
    const stop = new AbortController();
    const leave = (): void => stop.abort();
    follow.signal.addEventListener('abort', leave);
    if (follow.signal.aborted) return 'left';
    this.#heard = deferred();
    this.#watch();
    // A browser takes no signal together with a demand.
    const options = isStealing ? { steal: true } : { signal: stop.signal };
    const led = tools.locks
      .request(this.#name, options, () => this.#lead(stop.signal))
      .catch((error: unknown) => {
        // Lost to a tab that had heard nothing of this one for too long, or given up before it was got.
        if (isAbort(error)) return 'lost' as const;
        throw error;
      });
    try {
      const end = await Promise.race([led, this.#heard.promise]);
      if (follow.signal.aborted) return 'left';
      return end;
    } finally {
      leave();
      follow.signal.removeEventListener('abort', leave);
      led.catch(() => undefined);
    }
  }

  /** Runs while this tab holds the lock. */
  async #lead(signal: AbortSignal): Promise<FollowEnd> {
    const { settings, follow } = this.#options;
    this.#isLeader = true;
    this.#stopWatch();
    try {
      const end = await followTurn(settings, {
        ...follow,
        after: this.#seq,
        signal,
        sink: {
          onEvent: (event) => {
            this.#take(event);
            this.#send(event);
          },
          onConnection: (connection) => {
            this.#connected(connection);
            this.#tell({ kind: 'connection', connection });
          },
          onSign: () => this.#sign(),
        },
      });
      if (end === 'terminal') {
        this.#heard.resolve(end);
        // The lock would be with the next tab before the end is, and it would connect for nothing.
        await new Promise<void>((resolve) => settings.environment.after(END_TRAVELS_MS, resolve));
      }
      return end;
    } finally {
      this.#isLeader = false;
      this.#flush();
    }
  }

  #hear(message: TabMessage): void {
    if (message.kind === 'need') {
      if (this.#isLeader) this.#help(message.from, message.after);
      return;
    }
    if (this.#isLeader || this.#isAlone) return;
    this.#watch();
    switch (message.kind) {
      case 'events':
        this.#takeAll(message.events);
        break;
      case 'connection':
        this.#connected(message.connection);
        break;
      case 'lacking':
        if (message.to === this.#id) this.#heard.resolve('lacking');
        break;
    }
  }

  #takeAll(events: readonly TurnEvent[]): void {
    for (const event of events) {
      if (event.seq <= this.#seq) continue;
      if (event.seq > this.#seq + 1) {
        this.#tell({ kind: 'need', from: this.#id, after: this.#seq });
        return;
      }
      this.#take(event);
      this.#connected(OPEN);
      if (isTerminal(event)) this.#heard.resolve('terminal');
    }
  }

  #take(event: TurnEvent): void {
    this.#seq = event.seq;
    this.#log.push(event);
    this.#options.follow.sink.onEvent(event);
  }

  #connected(connection: Connection): void {
    if (connection.state === 'open' && this.#connection?.state === 'open') return;
    this.#connection = connection;
    this.#options.follow.sink.onConnection(connection);
  }

  #help(to: string, after: number): void {
    if (after < this.#start) {
      this.#tell({ kind: 'lacking', to });
      return;
    }
    this.#tell({ kind: 'connection', connection: this.#connection ?? { state: 'connecting' } });
    this.#flush();
    const events = this.#log.slice(after - this.#start);
    if (events.length > 0) this.#tell({ kind: 'events', events });
  }

  /** Events that come together are told together. */
  #send(event: TurnEvent): void {
    if (this.#outgoing.length === 0) queueMicrotask(() => this.#flush());
    this.#outgoing.push(event);
    if (isTerminal(event)) this.#flush();
  }

  #flush(): void {
    if (this.#outgoing.length === 0) return;
    const events = this.#outgoing;
    this.#outgoing = [];
    this.#tell({ kind: 'events', events });
  }

  #sign(): void {
    const { environment, silenceLimitMs } = this.#options.settings;
    if (environment.now() - this.#lastSignAt < silenceLimitMs / SIGNS_IN_LIMIT) return;
    if (this.#connection !== null) this.#tell({ kind: 'connection', connection: this.#connection });
  }

  #tell(message: TabMessage): void {
    // A closed channel throws, and the lock is held a little longer than the channel.
    if (this.#isClosed) return;
    this.#lastSignAt = this.#options.settings.environment.now();
    this.#channel.postMessage(toTabData(message));
  }

  /** Begins anew to wait for a sign of the tab that is connected. */
  #watch(): void {
    const { environment, silenceLimitMs } = this.#options.settings;
    this.#stopWatch();
    // Not all at once: each that takes the lock takes it from the one before.
    const limit = silenceLimitMs * (1.5 + environment.random());
    this.#stopWatch = environment.after(limit, () => this.#heard.resolve('silent'));
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
