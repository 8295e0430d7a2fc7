import type { GuideSlot } from '../definition.ts';

/** Beginnings of clauses after which a list of things follows. `~` stands for any number of adverbs. */
export interface Family {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** What comes before the verb: `Law is not for me`. The first group holds the list. */
  readonly removeBefore: readonly string[];
}

const SUBJECT = String.raw`(?:i(?:['’]m| am| was|['’]ve been| have been)~ )`;
const WISH = String.raw`(?:i(?:['’]d| would)?~ )?(?:want|like|love|hope|plan|aspire|wish|intend|dream|aim)(?:ing)?`;

/** What people want to be that is no occupation. */
const NO_JOB =
  '(?! (?:an? )?(?:happy|rich|wealthy|successful|famous|able|sure|certain|honest|better|best|ready|free|helpful|useful|' +
  'independent|part of|good|great|more|clear|prepared|careful|close|near|here|there|alone|healthy|like|in|at|on)\\b)';

const INTERESTS: Family = {
  add: [
    "i(?:['’]ve| have)?~ (?:loved?|enjoy(?:ed)?|liked?|adored?)",
    `${SUBJECT}?(?:interested in|into|passionate about|fascinated (?:by|with)|curious about|excited (?:about|by)|keen on|fond of|drawn to|obsessed with|crazy about|enthusiastic about|intrigued by|majoring in|(?:a|an)~ (?:big |huge |great )?(?:fan|lover) of)`,
    'i~ care~ (?:a lot |deeply |very much )?about',
    'my~ (?:main |biggest |greatest |other |only |favou?rite )?(?:interests?|passions?|hobbies|hobby|subjects?|topics?|fields?|class(?:es)?|courses?|majors?)~ (?:are|is|include[s]?|lies? in|would be)~:?',
    'i~ have (?:a|an|some)? ?(?:strong |deep |real |big |great |growing )?(?:interest in|passion for|love of|love for)',
    'what~ (?:interests|fascinates|excites|motivates) me~ (?:most )?(?:is|are)',
    'i~ spend (?:all |most |much |a lot )?(?:of )?my (?:free |spare )?time(?: on| with)?',
  ],
  remove: [
    `i~ (?:don['’]t|do not|didn['’]t|did not|never|can['’]t|cannot|no longer|don['’]t really|do not really|do no longer)~ (?:even )?(?:like|love|enjoy|care (?:much )?(?:about|for)|stand|want to (?:do|study|hear about))`,
    'i~ (?:hate|dislike|gave up on|gave up|dropped|lost interest in|have lost interest in|stopped (?:liking|loving|enjoying|caring about))',
    "i['’]ve~ (?:lost interest in|given up on|given up|dropped)",
    `${SUBJECT}?(?:not|no longer|never)~ (?:interested in|into|passionate about|excited (?:about|by)|keen on|a fan of|drawn to|fond of|curious about)`,
    `${SUBJECT}(?:tired of|bored (?:of|with|by)|done with|over|sick of)`,
    `i(?:['’]ve)?~ (?:have )?changed my mind (?:about|on)`,
    '(?:please )?(?:forget|remove|drop|scratch|delete|take out|leave out)(?: about)?',
  ],
  removeBefore: [
    `(.+?) (?:is|are)(?:n['’]t| not| no longer)~ (?:for me|my thing|interesting to me|something for me)`,
    `(.+?) (?:no longer|doesn['’]t|does not|don['’]t|do not)~ (?:interests?|excites?|fascinates?|appeals? to) me`,
  ],
};

const CAREERS: Family = {
  add: [
    `${WISH} (?:to be|to become|of being|of becoming|on being|on becoming)${NO_JOB}`,
    `${WISH} (?:to work|of working|on working)(?: one day)? (?:as|in|for)`,
    `${WISH} (?:to go|of going) into(?! (?:more |further |any |the )?(?:detail|depth|that|this|it))`,
    `${WISH} (?:(?:to have|to pursue|to start|of) )?(?:a )?(?:career|job)s? (?:in|as)`,
    `${SUBJECT}?(?:thinking (?:about|of)|considering|dreaming (?:about|of)|planning on)~ (?:becoming|being|working (?:as|in)|going into|(?:a )?(?:careers?|jobs?|work) (?:in|as))`,
    'my~ (?:dream|ideal) (?:job|career) (?:is|would be)(?: to be| to become| being| becoming| as)?',
    'i~ (?:can |could )?(?:see|imagine|picture) myself~ (?:as|being|becoming|working (?:as|in))',
    '(?:pursue|pursuing|exploring|explore|interested in) (?:a )?careers? (?:in|as)',
    'how (?:do|can|could|would|should) i become',
    '(?:what|how) about~ (?:becoming|being|working (?:as|in)|going into|(?:a )?(?:careers?|jobs?|work) (?:in|as))',
    '(?:could|can|might|should|would) i~ (?:become|work (?:as|in)|go into)',
    'careers? (?:path )?(?:in|as)',
  ],
  remove: [
    `i~ (?:don['’]t|do not|no longer|never|do no longer)~ (?:want|like|wish|plan|hope) (?:to be|to become|to work (?:as|in)|to go into)`,
    `${SUBJECT}?(?:not|no longer)~ (?:interested in|thinking (?:about|of)|considering)~ (?:becoming|being|working (?:as|in)|(?:a )?careers? (?:in|as))`,
    '(?:please )?(?:forget|drop|remove)(?: about)? (?:becoming|being)',
  ],
  removeBefore: [`(?:being |becoming )?(.+?) (?:is|are)(?:n['’]t| not| no longer)~ (?:for me|my thing|an option)`],
};

const NONE: Family = { add: [], remove: [], removeBefore: [] };

/** What a slot understands: its family, and what the guide adds to it. */
export function familyOf({ rules }: GuideSlot): Family {
  const base = rules.family === 'interests' ? INTERESTS : rules.family === 'careers' ? CAREERS : NONE;
  return {
    add: [...rules.add, ...base.add],
    remove: [...rules.remove, ...base.remove],
    removeBefore: base.removeBefore,
  };
}

const ADVERBS =
  '(?: (?:also|really|truly|absolutely|especially|particularly|mostly|mainly|just|always|totally|actually|kind of|' +
  'sort of|kinda|quite|very|so|deeply|still|very much|genuinely|definitely|super|most|currently|recently|now|even|' +
  'have always|maybe|perhaps|probably|honestly|simply|certainly|completely|one day|someday))*';

/** Not after a condition, a denial or a question: what is asked or supposed has not been said. */
const NOT_SUPPOSED = String.raw`(?<!\b(?:if|whether|unless|don’t|do not|never|not) )(?<!\b(?:would|do|does|did|should|could|might) (?=i\b))`;

export function leadPattern(source: string): RegExp {
  const body = withAdverbs(source);
  return new RegExp(String.raw`${NOT_SUPPOSED}(?<![\p{L}\p{N}'’])(?:${body})(?![\p{L}\p{N}'’])`, 'giu');
}

/** Clauses have one kind of apostrophe, whatever a guide was written with. */
function withAdverbs(source: string): string {
  return source.replaceAll('~', ADVERBS).replaceAll("['’]", '’').replaceAll("'", '’');
}

export function wholePattern(source: string): RegExp {
  return new RegExp(`^(?:${withAdverbs(source)})$`, 'iu');
}
