import type { ErrorShape } from './error-handler.ts';
import type { Failure } from './failure.ts';
import type { RequestIssue } from './invalid-request.ts';

const UNPROCESSABLE = 422;
/** Characters of a wrong input that are sent back. */
const MOST_OF_INPUT = 1_000;

/**
 * `{detail}` as FastAPI answers: a list of what is wrong, with 422, where the request is not valid, and one sentence
 * otherwise. Source: CONTRACT.md §2.1.
 */
export const detailShape: ErrorShape = {
  contentType: 'application/json; charset=utf-8',
  status: ({ code, status }) => (code === 'validation' ? UNPROCESSABLE : status),
  body: (failure) => ({ detail: failure.code === 'validation' ? issuesOf(failure).map(bounded) : failure.detail }),
};

function issuesOf({ issues, field, detail }: Failure): readonly RequestIssue[] {
  if (issues.length > 0) return issues;
  return [{ type: 'value_error', loc: field?.split('.') ?? [], msg: detail, input: null }];
}

/** A client that sends a megabyte does not get it back. */
function bounded(issue: RequestIssue): RequestIssue {
  const text = JSON.stringify(issue.input ?? null);
  if (text.length <= MOST_OF_INPUT) return issue;
  const input = typeof issue.input === 'string' ? issue.input : text;
  return { ...issue, input: `${input.slice(0, MOST_OF_INPUT).toWellFormed()}…` };
}
