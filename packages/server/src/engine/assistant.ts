/** A configured chat partner: data from `assistants/<name>/`, never code. */
export interface Assistant {
  /** Its folder's name, by which requests choose it. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The model that it asks where neither the request nor the configuration names one. */
  readonly model: string;
  /** The system prompt: the same for every turn, so that provider caches work. */
  readonly instructions: string;
  /** Estimated tokens of earlier messages that enter the context. */
  readonly historyTokens: number;
  /** Estimated tokens that its capabilities together may contribute to one context. Default: 4,000. */
  readonly contributionTokens?: number;
  /** Estimated tokens of the whole context: earlier messages get what instructions and contributions leave of it. */
  readonly contextTokens?: number;
  /** Where its files are; a capability finds its own there. */
  readonly folder: string;
  /** Names of the capabilities that take part in its turns, in order. */
  readonly capabilities: readonly string[];
}

export interface Assistants {
  get(name: string): Assistant | undefined;
  list(): readonly Assistant[];
}
