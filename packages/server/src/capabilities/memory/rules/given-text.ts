/** Begins what is to be done with a text that follows. */
const WORK =
  /^(?:(?:please|can you|could you|would you|will you|help me|i (?:want|need) you to|now|hey|hi|ok|okay),? )*(?:translate|proofread|correct|fix|rewrite|rephrase|reword|paraphrase|summari[sz]e|edit|improve|shorten|polish|write(?! down)|draft|compose|spell-?check|check|review|explain|analy[sz]e|classify|categori[sz]e|label|extract|parse|convert|format|complete|continue|repeat|say|type|print|generate|create|imagine|pretend|suppose|act|reply to|respond to)\b/iu;
/** Names a text, or somebody else who speaks. */
const MATERIAL =
  /\b(?:example|sample|(?:test|sample) data|(?:this|the|following|an?) (?:\p{L}{1,20} )?(?:data|letter|e-?mail|text|sentence|message|paragraph)|novel|story|poem|song|lyrics|quote|dialogue|says|said|wrote|writes|asks|asked|replied|sings|reads|starts with|begins with|translation|transcript|prompt|input)$/iu;
const LETTER =
  /^Dear (?:Sir|Madam|Mr|Mrs|Ms|Dr|Prof|Professor|Hiring|Customer|Team|Colleagues|Committee|Editor|Support)\b/mu;
/** So many words in quotes are somebody's sentence; fewer are a name. */
const LONGEST_NAME = 3;

/**
 * What the user says themselves: without code, what is quoted, and texts that are given to be worked on, all of which may
 * be about somebody else.
 */
export function ownWords(message: string): string {
  const unquoted = message
    .replaceAll(/```[^`]*(?:```|$)/gu, ' ')
    .replaceAll(/^>.*$/gmu, ' ')
    .replaceAll(/[“”„«»]/gu, '"')
    .replaceAll(/"[^"]*"/gu, (quoted) => (quoted.split(' ').length > LONGEST_NAME ? ' ' : quoted));
  const letter = LETTER.exec(unquoted)?.index ?? unquoted.length;
  return beforeMaterial(unquoted.slice(0, letter));
}

/** Up to the first colon behind which a given text stands. */
function beforeMaterial(text: string): string {
  for (const { index } of text.matchAll(/:(?=\s|$)/gu)) {
    const head =
      text
        .slice(0, index)
        .split(/[.!?\n]/u)
        .at(-1)
        ?.trim() ?? '';
    if (WORK.test(head) || MATERIAL.test(head)) return text.slice(0, index);
  }
  return text;
}
