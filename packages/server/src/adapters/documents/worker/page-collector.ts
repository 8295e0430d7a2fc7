import type { DocumentPage } from '../../../ports/documents.ts';
import type { DocumentLimits } from '../limits.ts';
import { cleanText } from './clean-text.ts';
import { Refusal } from './refusal.ts';

/** Handed over at once: small enough that copying it into the main thread takes about a millisecond. */
const PORTION_CHARACTERS = 200_000;

/** Takes the pages of one document, in order, and sees to it that they stay within bounds. */
export class PageCollector {
  readonly #limits: DocumentLimits;
  readonly #send: (pages: readonly DocumentPage[]) => Promise<void>;
  #portion: DocumentPage[] = [];
  #portionLength = 0;
  #pages = 0;
  #characters = 0;
  #firstHeading: string | null = null;

  /** `send` resolves when the pages have been taken. */
  constructor(limits: DocumentLimits, send: (pages: readonly DocumentPage[]) => Promise<void>) {
    this.#limits = limits;
    this.#send = send;
  }

  /** A heading that the document begins with serves as its title where it names none. */
  get firstHeading(): string | null {
    return this.#firstHeading;
  }

  get isEmpty(): boolean {
    return this.#characters === 0;
  }

  async add(text: string, heading: string | null): Promise<void> {
    const page = { text: cleanText(text), heading: shortHeading(heading) };
    this.#pages += 1;
    this.#characters += page.text.length;
    if (this.#pages > this.#limits.maxPages) {
      throw new Refusal('too_large', `It has more than ${this.#limits.maxPages} pages.`);
    }
    if (this.#characters > this.#limits.maxCharacters) {
      throw new Refusal('too_large', `It holds more than ${this.#limits.maxCharacters} characters of text.`);
    }
    this.#firstHeading ??= page.heading;
    this.#portion.push(page);
    this.#portionLength += page.text.length;
    if (this.#portionLength >= PORTION_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#portion.length === 0) return;
    const pages = this.#portion;
    this.#portion = [];
    this.#portionLength = 0;
    await this.#send(pages);
  }
}

const HEADING_CHARACTERS = 200;

/** A heading or title on one line, at most 200 characters; null where nothing is left of it. */
export function shortHeading(heading: string | null): string | null {
  const clean = heading === null ? '' : cleanText(heading).replaceAll('\n', ' ').trim();
  return clean === '' ? null : clean.slice(0, HEADING_CHARACTERS);
}
