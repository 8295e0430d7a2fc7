import type { Asked, Upstream, WireName } from '../../support/upstream.ts';
import { hostileScript } from './hostile-script.ts';

/** Who asks: our own adapter, or the Agents SDK. */
export type Runtime = 'direct' | 'agents';

/** How a turn may fail of its provider; anything else would be a fault of ours. */
const TYPED: ReadonlySet<string> = new Set([
  'upstream_unavailable',
  'upstream_rejected',
  'upstream_disconnected',
  'upstream_protocol',
  'upstream_stalled',
  // A silence before the first token may be as long as the whole turn.
  'timeout',
]);

/**
 * Puts one seed to a server and says what is wrong with what came of it; null where nothing is. What holds after every
 * turn (one terminal, text equal to the deltas, answer stored, no secret shown) is judged by `ask` itself, which throws.
 */
export async function judgeHostile(
  upstream: Upstream,
  wire: WireName,
  seed: number,
  runtime: Runtime,
): Promise<string | null> {
  const { script, said, outcome, story, ...hostile } = hostileScript(wire, seed);
  // The Agents SDK takes an empty answer for a step and asks again, and all its requests are counted.
  const usage = runtime === 'agents' && said === '' ? null : hostile.usage;
  upstream.provider.respondWith(() => script);
  const complaint = complaintOf(await upstream.ask(), { said, outcome, usage });
  return complaint === null ? null : `seed ${seed} over ${wire} (${story}): ${complaint}`;
}

function complaintOf(
  { text, terminal, usage: reported, turn }: Asked,
  expected: Pick<ReturnType<typeof hostileScript>, 'said' | 'outcome' | 'usage'>,
): string | null {
  const { said, outcome, usage } = expected;
  const end = terminal.type === 'turn.failed' ? terminal.code : terminal.type;
  if (!said.startsWith(text)) return `${JSON.stringify(text)} is no beginning of ${JSON.stringify(said)}`;
  if (outcome === 'whole' && (text !== said || end !== 'turn.completed')) {
    return `a whole answer ended as ${end} with ${JSON.stringify(text)}`;
  }
  if (outcome === 'broken' && !TYPED.has(end)) return `a broken answer ended as ${end}`;
  if (usage !== null && !isUsage(reported, usage)) {
    return `the usage ${JSON.stringify(usage)} was kept as ${JSON.stringify(reported)}`;
  }
  // Asked again only where nothing had been shown.
  const asked = turn.upstream_calls.length;
  return asked > (text === '' ? 3 : 1) ? `it was asked ${asked} times` : null;
}

function isUsage(
  event: Asked['usage'],
  { input, output }: { readonly input: number; readonly output: number },
): boolean {
  return event?.type === 'usage' && event.input === input && event.output === output && !event.estimated;
}
