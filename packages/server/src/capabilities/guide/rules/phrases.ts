/** What is read of a message, in characters: nobody names their interests after so much text. */
const MOST_CHARACTERS = 2_000;
const MOST_WORDS = 6;
const LONGEST = 60;

/** Begins what is said about a thing, and no longer names it. */
const AFTERTHOUGHT = new RegExp(
  String.raw`(?:^|\s)(?:because|since|so that|so|which|who|whom|whose|that|when|whenever|while|where|how|why|what|though|although|if|unless|until|as (?:i|you|it)|as much as|than|for (?:years|ages|me|now|example|a|my|the|long|as)|a lot|a bit|very much|so much|these days|lately|nowadays|right now|at the moment|at (?:yale|school|college|university|home|all|least)|in (?:my|general|particular|the (?:future|end|long))|more than|the most|the best|most of all|too|as well|anymore|any more|any longer|to be honest|tbh|ever|instead|please|can you|could you|do you|are you|is there|from|with (?:my|you)|after|before|during|later|one day|someday|once|now|yet|again|either|eventually|but)(?=\s|$).*$`,
  'iu',
);

const FILLER_BEFORE =
  /^(?:(?:also|really|especially|particularly|mainly|mostly|maybe|perhaps|probably|definitely|certainly|both|either|even|just|then|well|like|um|uh|oh|honestly|actually|recently|possibly|some day|of course|an?|the|my|our|some|any|all (?:things|kinds? of|sorts? of)|anything (?:to do with|related to|about|with)|everything (?:to do with|related to|about|with)|things like|stuff like|(?:the )?(?:field|subject|study|area|world|idea|history and future) of|to learn (?:more )?about|learning (?:more )?about|reading about|to read about|studying|to study|exploring|to explore|doing|to do|to|being an?|becoming an?|being|becoming|working as an?|as an?|as|in|about|with) )+/iu;

/** A phrase with one of these is a sentence, or points at something that was said before. */
const POINTS_ELSEWHERE = new Set(
  (
    'i i’m i’d i’ve i’ll me my mine myself we us our you your yours yourself he him his she her they them their it its ' +
    'this that these those one ones who whom is are was were am be been isn’t aren’t has have had having does did do ' +
    'don’t doesn’t didn’t will would can could should shall may might must wants want likes loves thinks think said says ' +
    'know knows not never no everything nothing something anything everyone someone anyone everybody somebody nobody ' +
    'here there let let’s thanks thank please sorry'
  ).split(' '),
);

/** Says nothing when it stands alone. */
const EMPTY_ALONE = new Set(
  (
    'idea ideas plan plans suggestion suggestions option options answer answers question questions advice help sound way ' +
    'ways look lot lots bit stuff thing things all both none more much less same other others another first second third ' +
    'fourth fifth last next yes yeah yep nope ok okay sure great good nice cool wow fine hello hi hey too so well course ' +
    'go see hear talk get try start work working job career something else else rest list step start over maybe start ' +
    'chat chatting talking conversation free time time fun life people lunch now today tomorrow'
  ).split(' '),
);

/** Words that stay as they are written although they begin with a capital letter. */
const PROPER = new Set(
  (
    'african american arabic asian brazilian british chinese dutch english european french german greek hebrew hindi ' +
    'indian irish italian japanese jewish korean latin mexican middle native persian polish portuguese russian spanish ' +
    'swedish turkish ukrainian vietnamese africa america asia europe china india japan yale python java javascript rust ' +
    'shakespeare buddhist christian islamic muslim'
  ).split(' '),
);

/** The message's clauses: what is negated, asked or contrasted in one says nothing about the next. */
export function clausesOf(message: string): readonly string[] {
  return message
    .slice(0, MOST_CHARACTERS)
    .replace(/not only (.{1,100}?),? but(?: also)?/giu, '$1 and')
    .split(/[.!?;\n()]+(?=\s|$)|[\n()]|\s[–—-]+\s|,?\s+(?:but|however|yet|whereas)\b/iu)
    .map((clause) => clause.replace(/[‘’`]/g, '’').replace(/'/g, '’').replace(/\s+/g, ' ').trim())
    .filter((clause) => clause !== '');
}

/** One thing out of a list, with what was said about it. */
export interface Item {
  readonly text: string;
  /** `not law` within a list of things that are liked. */
  readonly negated: boolean;
}

/** The things of a list such as `data science, AI and the history of art`; what names nothing is left out. */
export function itemsOf(list: string, isVocabulary: (text: string) => string | null): readonly Item[] {
  const pieces = splitList(list, isVocabulary);
  return pieces.flatMap((piece) => {
    const negation = /^(?:and |or )?not (?:so much |really )?/iu.exec(piece);
    const text = clean(negation === null ? piece : piece.slice(negation[0].length));
    return text === null ? [] : [{ text, negated: negation !== null }];
  });
}

/** Splits at commas, `and`, `or` …, and leaves whole what the vocabulary knows as one thing. */
function splitList(list: string, isVocabulary: (text: string) => string | null): readonly string[] {
  const parts = list.split(
    /\s*,\s*(?:and |or |plus )?|\s+(?:and|or|plus|as well as|along with|together with|such as|like|including|&)\s+|\s+\/\s+/iu,
  );
  const joined: string[] = [];
  let rest = list;
  for (let index = 0; index < parts.length; index += 1) {
    const whole = wholeFrom(parts, index, rest, isVocabulary);
    joined.push(whole.text);
    rest = rest.slice(rest.indexOf(whole.text) + whole.text.length);
    index = whole.last;
  }
  return joined;
}

/** The longest run of pieces, as it stands in the list, that the vocabulary knows; else the piece itself. */
function wholeFrom(
  parts: readonly string[],
  first: number,
  rest: string,
  isVocabulary: (text: string) => string | null,
): { readonly text: string; readonly last: number } {
  const start = rest.indexOf(parts[first] ?? '');
  for (let last = Math.min(parts.length - 1, first + 3); last > first; last -= 1) {
    const end = parts.slice(first, last + 1).reduce((at, part) => rest.indexOf(part, at) + part.length, start);
    const text = rest.slice(start, end);
    if (isVocabulary(text.replace(FILLER_BEFORE, '')) !== null) return { text, last };
  }
  return { text: parts[first] ?? '', last: first };
}

/** The name of the thing without what stands around it; null where it is none. */
export function clean(piece: string): string | null {
  let text = piece.replace(AFTERTHOUGHT, '').trim();
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/^[\s:,"“”’*_-]+|[\s:,"“”’*_.!?-]+$/gu, '').replace(FILLER_BEFORE, '');
  }
  const words = text.split(' ');
  const lower = words.map((word) => word.toLowerCase());
  const names = lower.some((word) => /\p{L}/u.test(word));
  if (text === '' || text.length > LONGEST || words.length > MOST_WORDS || !names) return null;
  if (lower.some((word) => POINTS_ELSEWHERE.has(word)) || lower.every((word) => EMPTY_ALONE.has(word))) return null;
  return text.replaceAll('’', "'");
}

/** Lower case, except for abbreviations and names that are known. */
export function plainSpelling(text: string, isShouted: boolean): string {
  return text
    .split(' ')
    .map((word) => {
      if (isShouted) return word.toLowerCase();
      const isUsual = /^\p{Lu}\p{Ll}+(?:[-/]\p{L}+)*(?:'s)?$/u.test(word);
      return isUsual && !PROPER.has(word.toLowerCase()) ? word.toLowerCase() : word;
    })
    .join(' ');
}
