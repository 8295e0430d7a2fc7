/** Things of which somebody says "my … is …" without telling anything of themselves. */
const THINGS =
  /(?:^| )(?:questions?|point|guess|answer|heads?|problem|issue|idea|bad|mistake|function|method|variable|query|script|code|error|thoughts?|concern|advice|opinion|apologies|fault|impression|understanding|assumption|hope|wish|request|example|sample|data|input|output|text|sentence|translation|heart|mind|hands?|stomach|back|throat|brain)$/u;

/** Whether `thing`, in lower case, is a figure of speech or the matter of a moment. */
export function isSmallTalkThing(thing: string): boolean {
  return THINGS.test(thing);
}

/** Values that only look like one, by attribute: idioms, and what is so for a moment. */
const IDIOMS: Readonly<Record<string, RegExp>> = {
  lives_in:
    /^(?:(?:constant |complete |total )?(?:fear|peace|hope|denial|sin|poverty|luxury|harmony|darkness|dark|pain|hell|despair|silence|isolation|exile|style|moment|past|present|now|future|shadows?|dream)(?: .*)?|(?:my|your|his|her|their|our) .*|(?:(?:small|big|large|huge|tiny|little|old|new|nice|beautiful|lovely|cozy|quiet|busy|noisy|rented|shared|modern|same|different|remote|rural|cheap|expensive|very|really) ){0,4}(?:house|flat|apartment|condo|studio|room|dorm|city|town|village|suburbs?|countryside|van|boat|cabin|mansion|castle|basement|attic|area|neighbou?rhood|place|building))$/u,
  works_at:
    /^(?:nights?|home|weekends?|noon|dawn|fun|free|living|money|hours?|moment|times|all|least|it|full|while|both|best|peace|myself|nothing|my (?:desk|computer|laptop|own pace)|\d{1,3} hours?)(?: (?:and|or|a|per) .*)?$/u,
  studies:
    /^(?:for|hard|abroad|lot|at|in|with|every|all|until|too|from|on|well|more|less|alone|late|together|online)\b/iu,
  preferred_name:
    /^(?:later|back|when|if|at|tomorrow|today|tonight|now|maybe|asap|any ?time|crazy|soon|on|in|once|before|after|whenever|again|taxi|cab|ambulance|doctor|names|out|up|right away|immediately|as soon|to|about|every|first|this|next|by)\b/u,
  drives:
    /^(?:to|home|around|past|through|every|on|in|from|fast|slow|slowly|too|people|my|me|safely|carefully|well|often|daily|at|up|down|over|back|there|less|more)\b|^(?:(?:red|blue|green|black|white|gr[ae]y|silver|yellow|broken|dirty|clean|old|new|dead|stolen|parked|gone|great|nice|fine|ready|fixed|damaged)(?: and )?){1,2}$/iu,
  phone: /^\D*(?:\d\D*){0,2}$/u,
  email: /^[^@]*$/u,
  speaks: /^(?:from|for|to|with|as|up|out|softly|quickly|slowly|loudly|too|about|on|in|my|your|truth|only)\b/iu,
  plays: /^(?:devil’s advocate|along|it|around|dumb|dead|role|part|with|against|on|at|fair|safe|host|cupid)\b/iu,
  plans:
    /^(?:getting (?:an?|this|the|some) (?:error|problem|issue|warning|message)|feeling|having (?:trouble|problems|issues|a hard time|fun)|being|thinking|wondering|looking for|trying|using|sitting|running late|asking|talking)\b|\blate\b/iu,
  does_not_take: /^(?:much|lot|enough|anything|well|yet|here|there|at|before|after|out|alone|when|if)\b/iu,
  is: /^(?!expecting)\p{L}+ing\b/iu,
};
const TASTES =
  /^(?:likes|dislikes) (?:to (?:say|admit|break|bother|ask|interrupt|think|complain)\b|(?:this|that|these|those|your|how|when|what|where|it)\b|(?:(?:first|second|third|last|other|next|previous) )?(?:one|idea|way|sound|look|fact|answer|option|part|result|suggestion|tone|style)(?: (?:of|that|you|it|how|with) .*)?$|(?:first|second|third|last|other|next|previous)$)/iu;
const POSSESSIONS =
  /(?:^| )(?:questions?|ideas?|problems?|issues?|doubts?|clues?|time|minutes?|seconds?|moment|points?|hunch|suggestions?|requests?|favou?rs?|thoughts?|concerns?|comments?|bugs?|errors?|choice|feeling|look|chance|things?|reasons?|headache|cold|day|week|weekend|fun|luck|say|sense|trouble|work|lot|bit|few)(?: (?:for|about|with|of|that|to|in|on) .*)?$/iu;

/** Whether what a clause seems to say of an attribute is nothing to remember. */
export function isSmallTalk(attribute: string, value: string): boolean {
  if (attribute.startsWith('taste_')) return TASTES.test(value);
  if (attribute.startsWith('has_')) return POSSESSIONS.test(value);
  return IDIOMS[attribute]?.test(value) ?? false;
}
