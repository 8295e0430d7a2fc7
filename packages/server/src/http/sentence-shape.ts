import type { ErrorShape } from './error-handler.ts';

/** `{detail}` with one sentence that names the wrong field, and 400 where the request is not valid. Source: CONTRACT.md §2.3. */
export const sentenceShape: ErrorShape = {
  contentType: 'application/json; charset=utf-8',
  status: ({ status }) => status,
  body: ({ code, field, detail }) => ({
    detail: code === 'validation' && field !== undefined ? `${field}: ${detail}` : detail,
  }),
};
