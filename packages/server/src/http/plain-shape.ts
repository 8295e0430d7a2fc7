import type { ErrorShape } from './error-handler.ts';

/** `{error, detail, correlation_id}`: errors at the root, and the Personal AI Assistant's. Source: CONTRACT.md §2.2. */
export const plainShape: ErrorShape = {
  contentType: 'application/json; charset=utf-8',
  status: ({ status }) => status,
  body: ({ code, title, detail, field, correlationId }) => ({
    error: title,
    detail: code === 'validation' && field !== undefined ? `Field '${field}': ${detail}` : detail,
    correlation_id: correlationId,
  }),
};
