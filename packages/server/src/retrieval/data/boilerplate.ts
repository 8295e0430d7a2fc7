/**
 * How people tell the form of the answer, or whom to be, instead of what they ask about. Taken out of questions before
 * they are searched for. Every pattern is bounded, so that no question makes one slow.
 */
export const BOILERPLATE: readonly RegExp[] = [
  /\b(?:assume|imagine|pretend|suppose) (?:that )?you(?: are|'re)[^.,:;?]{0,80}[.,:;]/g,
  /\bas an? [a-z ]{0,30}(?:analyst|expert|assistant|investor|accountant|researcher),/g,
  /\b(?:please )?(?:answer|respond to|address)(?: the| this)?(?: following)? ?(?:question|query|prompt)?(?: as)? ?(?:by|using|based|with|from)?\b/g,
  /\b(?:give|provide|state|write|return|express|report)(?: me)?(?: an?| the| your)? (?:short |brief |concise |final |numeric |full )?(?:response|answer|result|reply)(?: to (?:the|this) question)?\b/g,
  /\b(?:answer|response|result)s? (?:should|must|needs to|is to) be\b/g,
  /\bround(?:ed|ing)?(?: your| the)?(?: final)?(?: answer| result)? to (?:the nearest )?[a-z0-9]{1,10}(?: decimals?| decimal places?| digits?)?/g,
  /\b(?:answer |expressed? |stated? |reported? )?in (?:units of )?(?:us[d$]? ?|u\.s\. ?|[$€£] ?)?(?:dollars?|percents?|percentages?|thousands?|millions?|billions?|usd|eur|gbp)(?: of (?:us )?dollars| usd)?\b/g,
  /\b(?:primarily |mainly |only |solely )?(?:using|relying on|rely on|based on|drawing on|according to|looking at|utili[sz]ing|considering)(?: only| primarily)?(?: the)?(?: information| details| data| figures| line items| facts)?(?: that (?:is|are))?(?: shown| given| found| contained| provided| presented| clearly| stated| available)*(?: (?:in|within|from))?\b/g,
  /\b(?:if|in case|when)(?: [a-z]+){0,4} (?:not (?:available|applicable|meaningful|relevant|useful|possible)|unknown|unclear)[^.?]{0,120}[.?]?/g,
  /\b(?:can|could|would|will) you (?:please )?(?:tell|show|explain|find|give)(?: me| us)?\b/g,
  /\b(?:i|we) (?:want|need|would like) to know\b/g,
  /\b(?:explain|show|describe)(?: your)? (?:reasoning|calculation|steps|work|answer)\b/g,
  /\b(?:yes or no|step by step|in (?:one|a few|two|three) (?:words?|sentences?))\b/g,
];
