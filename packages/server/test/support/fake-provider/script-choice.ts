import type { ProviderCall, Responder } from './call.ts';
import type { Script } from './script.ts';

/** Decides which script a request gets: by marker, else the next of the queue, else by the responder. */
export class ScriptChoice {
  readonly #markers = new Map<string, Script[]>();
  readonly #queue: Script[] = [];
  #respond: Responder;

  constructor(respond: Responder) {
    this.#respond = respond;
  }

  respondWith(responder: Responder): void {
    this.#respond = responder;
  }

  enqueue(scripts: readonly Script[]): void {
    this.#queue.push(...scripts);
  }

  onMarker(marker: string, scripts: readonly Script[]): void {
    this.#markers.set(marker, [...scripts]);
  }

  for(call: ProviderCall): Script {
    for (const [marker, scripts] of this.#markers) {
      if (!call.lastUserText.includes(marker)) continue;
      const script = scripts.length > 1 ? scripts.shift() : scripts[0];
      if (script !== undefined) return script;
    }
    return this.#queue.shift() ?? this.#respond(call);
  }
}
