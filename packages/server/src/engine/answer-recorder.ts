import type { TurnEventBody } from '@parlance/wire';
import { MAX_DELTA_UNITS, splitText, SurrogateJoiner } from '@parlance/wire';
import type { ModelEvent, ModelSink, ModelUsage } from '../ports/model.ts';
import type { TextTransform } from './capability.ts';
import type { TurnWriter } from './turn-writer.ts';

type PartKind = 'text' | 'reasoning';

export interface AnswerHooks {
  /** Called once, with the first piece of the answer. */
  readonly onFirstContent: () => void;
  readonly transforms: readonly TextTransform[];
  readonly observers: readonly ((text: string) => 'go on' | 'stop')[];
  /** Called when an observer wants the answer to end here. */
  readonly onStop: () => void;
}

/** Turns what the model says into the turn's events: opens and closes parts, keeps the text, counts. */
export class AnswerRecorder implements ModelSink {
  readonly #writer: TurnWriter;
  readonly #hooks: AnswerHooks;
  readonly #joiner = new SurrogateJoiner();
  #open: { readonly part: number; readonly kind: PartKind } | null = null;
  /** What is being said; its part opens with the first text that no transform holds back. */
  #kind: PartKind | null = null;
  #parts = 0;
  #text = '';
  #deltas = 0;
  #stopped = false;
  #isWatched = true;
  #begun = false;
  #usage: ModelUsage | null = null;

  constructor(writer: TurnWriter, hooks: AnswerHooks) {
    this.#writer = writer;
    this.#hooks = hooks;
  }

  /** The answer so far: the concatenation of all text deltas. */
  get text(): string {
    return this.#text;
  }

  get deltas(): number {
    return this.#deltas;
  }

  /** True once the model has said anything: from then on the question cannot be put again. */
  get begun(): boolean {
    return this.#begun;
  }

  /** The provider's last report; null where none came. */
  get usage(): ModelUsage | null {
    return this.#usage;
  }

  /** Forgets the usage of a call that said nothing, so that it is not taken for that of the next. */
  startOver(): void {
    this.#usage = null;
  }

  /** Writes an answer that no model is asked for: it comes whole, and nobody has to watch what it costs. */
  repeat(texts: readonly string[]): void {
    this.#isWatched = false;
    texts.forEach((text) => this.push({ type: 'text', text }));
  }

  push(event: ModelEvent): boolean {
    if (this.#stopped) {
      return true;
    }
    switch (event.type) {
      case 'text':
      case 'reasoning':
        this.#begun = true;
        return this.#piece(event.type, event.text);
      case 'usage':
        this.#usage = event.usage;
        return true;
      case 'tool.started':
      case 'tool.args':
      case 'tool.ready':
      case 'tool.result':
        this.#begun = true;
        this.close();
        return this.#writer.push(event);
    }
  }

  ready(): Promise<void> {
    return this.#writer.ready();
  }

  /** From now on nothing that the model says counts. */
  stop(): void {
    this.#stopped = true;
  }

  /** Ends the part that is open, giving out what a transform or a half character held back. */
  close(): void {
    const kind = this.#kind;
    if (kind === null) {
      return;
    }
    this.#kind = null;
    let rest = this.#joiner.end();
    if (kind === 'text') {
      for (const transform of this.#hooks.transforms) {
        rest = (rest === '' ? '' : transform.push(rest)) + transform.end();
      }
    }
    this.#write(kind, rest);
    if (this.#open !== null) {
      this.#writer.push({ type: 'part.ended', part: this.#open.part });
      this.#open = null;
    }
  }

  #piece(kind: PartKind, raw: string): boolean {
    if (this.#kind !== kind) {
      this.close();
      this.#kind = kind;
    }
    let text = this.#joiner.push(raw);
    if (kind === 'text') {
      for (const transform of this.#hooks.transforms) {
        text = transform.push(text);
      }
    }
    return this.#write(kind, text);
  }

  #write(kind: PartKind, text: string): boolean {
    if (text === '') {
      return true;
    }
    let goOn = true;
    for (const piece of text.length > MAX_DELTA_UNITS ? splitText(text, MAX_DELTA_UNITS) : [text]) {
      goOn = this.#delta(kind, piece);
    }
    for (const observe of this.#isWatched ? this.#hooks.observers : []) {
      if (kind === 'text' && observe(text) === 'stop') {
        this.#stopped = true;
        this.#hooks.onStop();
      }
    }
    return goOn;
  }

  #delta(kind: PartKind, text: string): boolean {
    if (this.#open === null) {
      this.#open = { part: this.#parts, kind };
      this.#parts += 1;
      this.#writer.push({ type: 'part.started', part: this.#open.part, kind });
    }
    const event: TurnEventBody = { type: 'part.delta', part: this.#open.part, text };
    this.#deltas += 1;
    if (kind === 'text') {
      this.#text += text;
    }
    if (this.#deltas > 1) {
      return this.#writer.push(event);
    }
    // The first content is what the user waits for: it does not wait for the rhythm.
    const goOn = this.#writer.push(event, true);
    this.#hooks.onFirstContent();
    return goOn;
  }
}
