/** Documents that nobody else has, and questions whose answers are known to stand in certain places. */
export interface Collection {
  readonly documents: readonly MadeDocument[];
  readonly questions: readonly MadeQuestion[];
}

export interface MadeDocument {
  readonly id: string;
  /** Of its file. */
  readonly name: string;
  readonly title: string;
  readonly pages: readonly string[];
}

export interface MadeQuestion {
  readonly text: string;
  /** How well a place answers, 1 or more: `document:page`, or `document` where the whole of it counts. */
  readonly evidence: ReadonlyMap<string, number>;
}
