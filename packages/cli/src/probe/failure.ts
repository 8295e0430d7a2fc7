/** Something is not as documented; the message is the sentence of the report. */
export class ProbeFailure extends Error {}

/** A step cannot be done here, and nothing is wrong with that; the message says why. */
export class Skipped extends Error {}
