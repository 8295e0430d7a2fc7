import { tool, type Tool } from '@openai/agents';
import { z } from 'zod';
import type { JsonObject } from '@parlance/wire';
import type { Clock } from '../../../ports/clock.ts';
import type { ModelEvent } from '../../../ports/model.ts';

const PARAMETERS = z.object({
  time_zone: z.string().nullable().describe('An IANA time zone such as Europe/Berlin; null for UTC.'),
});

/** A tool that can do no harm: what time it is. Each use is told to `emit` as events, before and after. */
export function currentTime(clock: Clock, emit: (event: ModelEvent) => void): Tool {
  return tool({
    name: 'current_time',
    description: 'Tells the current date and time.',
    parameters: PARAMETERS,
    execute: (input, _context, details) => {
      const call = details?.toolCall?.callId ?? 'unknown';
      emit({ type: 'tool.started', call, name: 'current_time' });
      emit({ type: 'tool.args', call, text: details?.toolCall?.arguments ?? '{}' });
      emit({ type: 'tool.ready', call, input: { time_zone: input.time_zone } });
      const { output, isError } = timeIn(clock.now(), input.time_zone ?? 'UTC');
      emit({ type: 'tool.result', call, output, isError });
      return JSON.stringify(output);
    },
  });
}

function timeIn(now: number, timeZone: string): { readonly output: JsonObject; readonly isError: boolean } {
  try {
    const local = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long', timeZone }).format(now);
    return { output: { utc: new Date(now).toISOString(), time_zone: timeZone, local }, isError: false };
  } catch {
    return { output: { error: 'There is no such time zone.' }, isError: true };
  }
}
