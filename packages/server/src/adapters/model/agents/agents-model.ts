import { setSensitiveDataLoggingEnabled, setTracingDisabled, setTracingExportApiKey } from '@openai/agents';
import type { Clock } from '../../../ports/clock.ts';
import type { Model, ModelEvent } from '../../../ports/model.ts';
import type { FailureContext } from '../provider-failure.ts';
import type { WireReader } from '../provider-stream.ts';
import { DEFAULT_TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { AgentRun } from './agent-run.ts';

export interface AgentsOptions {
  /** Up to and with `/v1`; default OpenAI's own. */
  readonly baseUrl?: string;
  /** '' or absent sends none, as local servers want it. */
  readonly apiKey?: string | undefined;
  readonly api: 'chat' | 'responses';
  /** Understands the wire of `api`; one for each request. */
  readonly openReader: (emit: (event: ModelEvent) => void, failure: FailureContext) => WireReader;
  /** Requests to the provider that one answer may take, the first included. Default 8. */
  readonly maxSteps?: number;
  /** Sends traces of each run, without the texts, to OpenAI. Default false. */
  readonly tracing?: boolean;
  readonly clock: Clock;
  /** Default `DEFAULT_TIME_LIMITS`, field by field; connecting counts into the time until the first token. */
  readonly timeLimits?: Partial<TimeLimits>;
}

/**
 * OpenAI's Agents SDK: it runs the loop of model and tools. What goes over the wire is read here beside it, because
 * the SDK takes a stream that was cut for an end, counts no time between tokens and reads ahead of its reader.
 */
export function createAgentsModel(options: AgentsOptions): Model {
  const { baseUrl = 'https://api.openai.com/v1', tracing = false, maxSteps = 8, clock, api, openReader } = options;
  const apiKey = options.apiKey?.trim() ?? '';
  const url = new URL(baseUrl);
  const failure: FailureContext = { host: url.host };
  const limits = { ...DEFAULT_TIME_LIMITS, ...options.timeLimits };
  // Process-wide in the SDK, and on unless NODE_ENV is test.
  setTracingDisabled(!tracing);
  if (tracing && apiKey !== '') setTracingExportApiKey(apiKey);
  setSensitiveDataLoggingEnabled(false);
  return {
    provider: 'agents',
    stream: (request, sink, signal) =>
      new Promise((resolve, reject) => {
        const asked = { request, sink, signal, resolve, reject };
        new AgentRun({ ...asked, baseUrl, apiKey, api, tracing, maxSteps, clock, limits, failure, openReader }).begin();
      }),
  };
}
