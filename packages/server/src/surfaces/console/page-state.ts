import type { Logger } from '../../log.ts';
import { readBuiltPage, type BuiltPage } from './built-page.ts';
import { runBuild, type BuildReport, type RunningBuild } from './run-build.ts';

export type PageState =
  | { readonly kind: 'building'; readonly step: string }
  | { readonly kind: 'ready'; readonly page: BuiltPage }
  | { readonly kind: 'failed'; readonly problem: string };

/** Where the page is at: being built, there, or not to be had. Whatever becomes of it, the API goes on. */
export class PageSource {
  readonly #log: Logger;
  readonly #program: string | undefined;
  #state: PageState = { kind: 'building', step: 'starting' };
  #build: RunningBuild | null = null;

  /** `program`: what builds the page; default: the one of the console. */
  constructor(log: Logger, program?: string) {
    this.#log = log;
    this.#program = program;
  }

  get state(): PageState {
    return this.#state;
  }

  /** Builds the page where it is not built, and reads it; nobody has to wait. */
  build(): void {
    this.#build = runBuild((report) => this.#hear(report), this.#program);
  }

  /** Reads a page that was built elsewhere. */
  async load(folder: string): Promise<void> {
    try {
      this.#state = { kind: 'ready', page: await readBuiltPage(folder) };
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Ends a build that is still running. */
  stop(): void {
    this.#build?.stop();
  }

  #hear(report: BuildReport): void {
    if (report.state === 'building') {
      this.#log.info('console_building', { step: report.step });
      this.#state = { kind: 'building', step: report.step };
    } else if (report.state === 'failed') {
      this.#fail(report.problem);
    } else {
      if (report.built) this.#log.info('console_built', { script_bytes_gzipped: report.scriptBytes });
      void this.load(report.folder);
    }
  }

  #fail(problem: string): void {
    // A page that is shown stays.
    if (this.#state.kind === 'ready') return;
    this.#log.warning('console_failed', { problem });
    this.#state = { kind: 'failed', problem };
  }
}
