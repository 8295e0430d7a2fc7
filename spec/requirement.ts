/** One promised behaviour. Ids are cited by tests through `verifies`; an id without a test fails the build. */
export interface Requirement {
  /** `turn:8`, `framing:3`, `fault:F02`, `assistant:validation:blank-message` … */
  readonly id: string;
  /** The capability or part of the product that it belongs to. */
  readonly part: string;
  /** Where the promise is made: document and section. */
  readonly source: string;
  /** The behaviour in one sentence. */
  readonly sentence: string;
}
