import { client } from '../../app/server.ts';
import { nextFrame } from '../../conversation/next-frame.ts';
import { asClientError } from '../../parts/failures.ts';
import { Store } from '../../parts/store.ts';

/** One frame as it came, or what happened to the connection. */
export interface RawLine {
  readonly key: number;
  readonly kind: 'frame' | 'heartbeat' | 'note';
  /** Milliseconds since the stream was opened first. */
  readonly at: number;
  /** Without the blank line at its end. */
  readonly text: string;
}

export interface RawView {
  readonly state: 'opening' | 'open' | 'cut' | 'ended' | 'failed';
  /** The newest of them, at most `MOST`. */
  readonly lines: readonly RawLine[];
  readonly frames: number;
  readonly firstMs: number | null;
  /** Longest time between two frames of one connection, milliseconds. */
  readonly longestGapMs: number;
  readonly lastId: string | null;
  /** Times that it went on after a cut. */
  readonly resumes: number;
}

const MOST = 400;
/** Long enough to be seen, as short as a client's own. */
const RESUME_MS = 1_500;

const EMPTY: RawView = {
  state: 'opening',
  lines: [],
  frames: 0,
  firstMs: null,
  longestGapMs: 0,
  lastId: null,
  resumes: 0,
};

/**
 * A second reader of a turn, which shows each frame as it is on the wire. It is as good a client as any: cut, it goes on
 * behind the last id that it has seen.
 */
export class RawStream {
  readonly view = new Store<RawView>(EMPTY);
  readonly #path: string;
  readonly #began = performance.now();
  readonly #frame = nextFrame(() => this.view.set(this.#next));
  #next: RawView = EMPTY;
  #connection = new AbortController();
  #rest = '';
  #lastFrameAt: number | null = null;
  #keys = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
    void this.#open();
  }

  /** Ends the connection as a dead network would, in the middle of whatever came. */
  cut(): void {
    if (this.#next.state !== 'open') return;
    this.#connection.abort();
    this.#change({ state: 'cut' });
    this.#note(`Connection cut behind id ${this.#next.lastId ?? '(none yet)'}`);
    this.#timer = setTimeout(() => void this.#open(), RESUME_MS);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#frame.cancel();
    this.#connection.abort();
  }

  async #open(): Promise<void> {
    const connection = new AbortController();
    this.#connection = connection;
    this.#rest = '';
    this.#lastFrameAt = null;
    const { lastId } = this.#next;
    const headers = { Accept: 'text/event-stream', ...(lastId === null ? {} : { 'Last-Event-ID': lastId }) };
    try {
      const response = await client.api.open({ path: this.#path, headers, signal: connection.signal });
      if (lastId !== null) {
        this.#change({ resumes: this.#next.resumes + 1 });
        this.#note(response.status === 204 ? 'Nothing was left: 204' : `Resumed with Last-Event-ID: ${lastId}`);
      }
      this.#change({ state: 'open' });
      await response.read((text) => {
        if (!connection.signal.aborted) this.#take(text);
      });
      this.#change({ state: 'ended' });
    } catch (error) {
      if (connection.signal.aborted || this.#isClosed) return;
      this.#note(asClientError(error).message);
      this.#change({ state: 'failed' });
    }
  }

  #take(text: string): void {
    const frames = (this.#rest + text).split('\n\n');
    this.#rest = frames.pop() ?? '';
    for (const frame of frames) this.#add(frame);
  }

  #add(text: string): void {
    const isHeartbeat = text.startsWith(':');
    const at = this.#line(isHeartbeat ? 'heartbeat' : 'frame', text);
    if (isHeartbeat) return;
    const { frames, firstMs, longestGapMs, lastId } = this.#next;
    const gap = this.#lastFrameAt === null ? 0 : at - this.#lastFrameAt;
    this.#lastFrameAt = at;
    this.#change({
      frames: frames + 1,
      firstMs: firstMs ?? at,
      longestGapMs: Math.max(longestGapMs, gap),
      lastId: /^id: ?(.+)$/m.exec(text)?.[1] ?? lastId,
    });
  }

  #note(text: string): void {
    this.#line('note', text);
  }

  #line(kind: RawLine['kind'], text: string): number {
    const at = performance.now() - this.#began;
    this.#keys += 1;
    this.#change({ lines: [...this.#next.lines.slice(1 - MOST), { key: this.#keys, kind, at, text }] });
    return at;
  }

  #change(changes: Partial<RawView>): void {
    if (this.#isClosed) return;
    this.#next = { ...this.#next, ...changes };
    this.#frame.ask();
  }
}
