/** Where a person, or another program, reads and writes. Answers go to standard output, all else to standard error. */
export interface Terminal {
  /** True where a person types. */
  readonly isInteractive: boolean;
  /** A piece of an answer, exactly as it is. */
  say(text: string): void;
  /** Ends the last line of an answer, where that has not been done. */
  endLine(): void;
  /** A line beside the answer. */
  note(line: string): void;
  /** A line for the moment: whatever comes next takes its place. A file or a pipe gets it as a line. */
  status(line: string): void;
  /** The next line that is typed; null at the end of the input. */
  ask(): Promise<string | null>;
  /** All that the input holds. */
  readAll(): Promise<string>;
  /** Runs `run` at each Ctrl-C until the returned function is called; without one Ctrl-C ends the input. */
  onInterrupt(run: () => void): () => void;
  close(): void;
}
