import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ParlanceError, type ErrorCode } from '../engine/errors.ts';
import { LogTrimmed } from '../ports/event-log.ts';
import { StoreUnavailable } from '../ports/store.ts';
import { ERROR_TABLE } from './error-table.ts';
import { InvalidRequest, type RequestIssue } from './invalid-request.ts';

/** A failed request in the words of the error table: all that a surface needs to answer it in its own shape. */
export interface Failure {
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  /** One sentence that is safe to show. */
  readonly detail: string;
  /** The wrong field, such as `body.message`. */
  readonly field: string | undefined;
  /** Everything that is wrong with the request, where it is known in such detail; else empty. */
  readonly issues: readonly RequestIssue[];
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly correlationId: string;
}

/** Seconds after which a refused request may be repeated where the failure does not say. */
const DEFAULT_RETRY_AFTER = 1;

export function toFailure(error: unknown, correlationId: string): Failure {
  const known = toParlanceError(error);
  const { status, title, text } = ERROR_TABLE[known.code];
  const isOurs = known.code === 'internal';
  return {
    code: known.code,
    status,
    title,
    detail: isOurs || known.message === '' ? text : known.message,
    field: known.field,
    issues: known instanceof InvalidRequest ? known.issues : [],
    retryAfter: known.retryAfter ?? (status === 429 || status === 503 ? DEFAULT_RETRY_AFTER : undefined),
    correlationId,
  };
}

/** An error of this code in the table's own words. */
export function plainError(code: ErrorCode, options: { field?: string; cause?: unknown } = {}): ParlanceError {
  return new ParlanceError(code, ERROR_TABLE[code].text, options);
}

function toParlanceError(error: unknown): ParlanceError {
  if (error instanceof ParlanceError) return error;
  if (error instanceof LogTrimmed) return plainError('log_trimmed', { cause: error });
  if (error instanceof StoreUnavailable) {
    return plainError(error.kind === 'full' ? 'storage_full' : 'storage_unavailable', { cause: error });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const path = first?.instancePath.split('/').filter((step) => step !== '') ?? [];
    const field = [contextName(error.validationContext), ...path].join('.');
    return new ParlanceError('validation', first?.message ?? ERROR_TABLE.validation.text, { field, cause: error });
  }
  const code = frameworkCode(error);
  return code === undefined ? plainError('internal', { cause: error }) : plainError(code, { cause: error });
}

function contextName(context: string | undefined): string {
  if (context === 'querystring') return 'query';
  if (context === 'params') return 'path';
  return context ?? 'body';
}

/** What Fastify itself refuses, by its error codes. */
const FRAMEWORK_CODES: ReadonlyMap<string, ErrorCode> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'payload_too_large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported_media_type'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'validation'],
  ['FST_ERR_BAD_URL', 'validation'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'not_found'],
  ['FST_ERR_NOT_FOUND', 'not_found'],
]);

function frameworkCode(error: unknown): ErrorCode | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return FRAMEWORK_CODES.get(error.code);
}
