import type { ClientError, TurnState } from '@parlance/client';
import type { Citation, JsonObject, JsonValue, Progress, StateChange, UsageReport } from '@parlance/wire';
import { printableLine } from '../terminal/printable.ts';

/** `[ 25 %] doc_loading: Loading documents …` */
export function describeProgress({ percent, step, message }: Progress): string {
  const share = percent === undefined ? '' : `[${String(Math.round(percent)).padStart(3)} %] `;
  return `${share}${printableLine(step)}: ${printableLine(message)}`;
}

/** `[d1] Annual report, page 3: “Revenue | 46,200”` */
export function describeCitation({ id, source, quote }: Citation): string {
  const page = source.page === undefined ? '' : `, page ${source.page}`;
  const words = quote === undefined ? '' : `: “${printableLine(quote)}”`;
  return `[${printableLine(id)}] ${printableLine(source.title)}${page}${words}`;
}

/** What has changed, a line each; why a guide has moved comes first. */
export function describeState({ scope, patch }: StateChange): readonly string[] {
  const { lastMove, slots, ...rest } = patch;
  const lines: string[] = [];
  if (isObject(lastMove)) {
    const step = typeof rest['stepNumber'] === 'number' ? `step ${rest['stepNumber']}, ` : '';
    lines.push(`→ ${step}${wordOf(lastMove['to'])}: ${wordOf(lastMove['because'])}`);
  }
  if (isObject(slots))
    lines.push(...Object.entries(slots).map(([name, value]) => `${scope}: ${name}: ${wordOf(value)}`));
  if (lines.length > 0) return lines.map(printableLine);
  return Object.entries(rest).map(([name, value]) => printableLine(`${scope}: ${name}: ${wordOf(value)}`));
}

/** `101 tokens in, 4 out · 5 points · gpt-4o` */
export function describeUsage({
  input,
  output,
  cachedInput,
  points,
  model,
  estimated,
}: Omit<UsageReport, 'type'>): string {
  const cached = cachedInput === undefined || cachedInput === 0 ? '' : ` (${cachedInput} cached)`;
  const tokens = `${estimated ? 'about ' : ''}${input} tokens in${cached}, ${output} out`;
  const price = points === undefined ? [] : [`${points} ${points === 1 ? 'point' : 'points'}`];
  return [tokens, ...price, printableLine(model)].join(' · ');
}

/** How the answer ended; null where there is nothing to say but that it is there. */
export function describeEnd(state: TurnState): string | null {
  switch (state.status) {
    case 'completed':
      return state.finish === 'stop' || state.finish === null ? null : `The answer ended early (${state.finish}).`;
    case 'cancelled':
      return 'Stopped. What was said is kept.';
    case 'failed': {
      const { code = 'unknown', message = '' } = state.failure ?? {};
      const kept = state.text === '' ? '' : ' What was said is kept.';
      return `The answer broke off: ${printableLine(message)} (${code}, correlation id ${state.correlationId ?? 'unknown'}).${kept}`;
    }
    default:
      return null;
  }
}

export function describeError({ message, advice, correlationId }: ClientError): string {
  const id = correlationId === undefined ? '' : ` (correlation id ${printableLine(correlationId)})`;
  return `${printableLine(message)}${id} ${advice}`;
}

function wordOf(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return value.map(wordOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
