import type { JsonValue } from '@parlance/wire';
import { ParlanceError } from '../engine/errors.ts';

/** One thing that is wrong with a request, as FastAPI's clients know it. */
export interface RequestIssue {
  /** A short code, such as `missing` or `string_type`. */
  readonly type: string;
  /** Where: `['body', 'message']`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  /** What was sent there, as it was parsed. */
  readonly input: unknown;
  /** Numbers and words that belong to the message, such as a limit. */
  readonly ctx?: Readonly<Record<string, JsonValue>>;
}

/** A request that is not valid, with everything that is wrong with it; the first issue tells plain clients. */
export class InvalidRequest extends ParlanceError {
  readonly issues: readonly RequestIssue[];

  constructor(issues: readonly RequestIssue[], options: { cause?: unknown } = {}) {
    const [first] = issues;
    const field = first?.loc.filter((step) => typeof step === 'string').join('.');
    super('validation', first?.msg ?? '', { ...options, ...(field === undefined ? {} : { field }) });
    this.name = 'InvalidRequest';
    this.issues = issues;
  }
}
