import type { ErrorShape } from './error-handler.ts';

/** RFC 9457 problem details with `code`, `correlation_id` and, where one is wrong, `field`. Source: CONTRACT.md §4. */
export const problemShape: ErrorShape = {
  contentType: 'application/problem+json; charset=utf-8',
  status: ({ status }) => status,
  body: ({ code, status, title, detail, field, correlationId }) => ({
    type: `urn:parlance:problem:${code}`,
    title,
    status,
    detail,
    code,
    ...(field === undefined ? {} : { field }),
    correlation_id: correlationId,
  }),
};
