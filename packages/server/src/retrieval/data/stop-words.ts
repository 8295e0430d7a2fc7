/** Words that say nothing about what a text is about; left out of texts and questions alike. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by
  can could did do does doing done down during each else ever few for from further had has have having he her here hers
  him his how i if in into is it its itself just let may me might more most much must my no nor not now of off on once
  only or other our ours out over own per please same shall she should so some such than that the their theirs them then
  there these they this those through thus to too under until up upon us use used using very via was we were what when
  where whether which while who whom whose why will with within without would yet you your yours`.split(/\s+/),
);
