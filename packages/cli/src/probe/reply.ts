import { z } from 'zod';
import { ProbeFailure } from './failure.ts';

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** '' where it is missing. */
  header(name: string): string;
}

/** An answer whose head is there, and whose body comes. */
export interface BegunReply extends Omit<Reply, 'text'> {
  /** Reads it to its end. */
  finish(): Promise<Reply>;
}

export function beginReply(response: Response): BegunReply {
  const head = { status: response.status, header: (name: string) => response.headers.get(name) ?? '' };
  return { ...head, finish: async () => ({ ...head, text: await response.text() }) };
}

export function expectStatus(reply: Reply, ...allowed: readonly number[]): void {
  if (allowed.includes(reply.status)) return;
  const shown = reply.text.slice(0, 200).replaceAll('\n', ' ');
  throw new ProbeFailure(`answered ${reply.status}, not ${allowed.join(' or ')}: ${shown}`);
}

/** The body as its schema has it, after the status. */
export function expectBody<T>(reply: Reply, status: number, schema: z.ZodType<T>): T {
  expectStatus(reply, status);
  const parsed = schema.safeParse(parseJson(reply.text));
  if (parsed.success) return parsed.data;
  throw new ProbeFailure(`has another body than documented: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}`);
}

export function expectThat(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new ProbeFailure(problem);
}

/** A refusal of the native API. */
export function expectProblem(reply: Reply, status: number): void {
  expectBody(
    reply,
    status,
    z.object({ type: z.string(), title: z.string(), status: z.literal(status), code: z.string() }),
  );
  expectThat(reply.header('content-type').startsWith('application/problem+json'), 'is no problem document');
}

/** A refusal of a system that says `{detail}`. */
export function expectDetail(reply: Reply, status: number): void {
  expectBody(
    reply,
    status,
    z.object({
      detail: z.union([z.string().min(1), z.array(z.object({ loc: z.array(z.unknown()), msg: z.string() }))]),
    }),
  );
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProbeFailure(`is no JSON: ${text.slice(0, 120)}`);
  }
}
