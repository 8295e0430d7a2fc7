const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bplus\b/gi, '+'],
  [/\bminus\b/gi, '-'],
  [/\b(?:times|multiplied by)\b|[×·]/gi, '*'],
  [/\b(?:divided by|over)\b|÷/gi, '/'],
  [/\bto the power of\b|\*\*/gi, '^'],
  [/ ?(?:%|\bper ?cent) of\b/gi, '/100*'],
];

/** What may stand around a sum; anything else means that the message is about something more. */
const AROUND =
  /\b(?:what|what's|whats|is|are|how|much|many|the|answer|result|sum|of|to|please|can|could|you|tell|me|calculate|compute|solve|evaluate|equals?|makes?|and|so|hi|hello|hey)\b|['’]s\b|[?!.,:=\s]/gi;

const LONGEST = 200;

/** The value of the sum that the message asks for; undefined where it asks for none. */
export function arithmeticIn(message: string): number | undefined {
  if (message.length > LONGEST) return undefined;
  let text = message;
  for (const [word, sign] of WORDS) text = text.replace(word, sign);
  const sum = /[-+(]*\s*\d[\d\s.,()+\-*/^]*/.exec(text)?.[0].replace(/[\s.,]+$/, '');
  if (sum === undefined || !/\d\)*[-+*/^][-+(]*\d/.test(sum.replace(/\s/g, ''))) return undefined;
  if (text.replace(sum, '').replace(AROUND, '') !== '') return undefined;
  // A comma between digits groups thousands; a date or a telephone number is no sum.
  if (/\d\s+\d/.test(sum) || /^\d{3,4}(?:-\d{2,4})+$/.test(sum.trim())) return undefined;
  const value = new Sum(sum.replace(/\s|,(?=\d{3})/g, '')).value();
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

/** Rounds away what binary fractions add: 0.1 + 0.2 is said as 0.3. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** Recursive descent; every method gives undefined where the text is no sum. */
class Sum {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): number | undefined {
    const value = this.#added();
    return this.#at === this.#text.length ? value : undefined;
  }

  #added(): number | undefined {
    let left = this.#multiplied();
    for (let sign = this.#take('+-'); sign !== ''; sign = this.#take('+-')) {
      const right = this.#multiplied();
      if (left === undefined || right === undefined) return undefined;
      left = sign === '+' ? left + right : left - right;
    }
    return left;
  }

  #multiplied(): number | undefined {
    let left = this.#raised();
    for (let sign = this.#take('*/'); sign !== ''; sign = this.#take('*/')) {
      const right = this.#raised();
      if (left === undefined || right === undefined) return undefined;
      left = sign === '*' ? left * right : left / right;
    }
    return left;
  }

  /** A minus binds less than a power: -2^2 is -4. */
  #raised(): number | undefined {
    const sign = this.#take('+-');
    if (sign !== '') {
      const value = this.#raised();
      return value === undefined || sign === '+' ? value : -value;
    }
    const base = this.#single();
    if (this.#take('^') === '') return base;
    const exponent = this.#raised();
    return base === undefined || exponent === undefined ? undefined : base ** exponent;
  }

  #single(): number | undefined {
    if (this.#take('(') !== '') {
      const value = this.#added();
      return this.#take(')') === '' ? undefined : value;
    }
    const digits = /^\d+(?:\.\d+)?/.exec(this.#text.slice(this.#at))?.[0];
    if (digits === undefined) return undefined;
    this.#at += digits.length;
    return Number(digits);
  }

  #take(signs: string): string {
    const next = this.#text.charAt(this.#at);
    if (next === '' || !signs.includes(next)) return '';
    this.#at += 1;
    return next;
  }
}
