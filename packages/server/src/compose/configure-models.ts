import { createAnthropicModel } from '../adapters/model/anthropic/anthropic-model.ts';
import { ChatReader } from '../adapters/model/openai/chat-reader.ts';
import { createOpenAiModel } from '../adapters/model/openai/openai-model.ts';
import { createResponsesModel } from '../adapters/model/openai/responses-model.ts';
import { ResponsesReader } from '../adapters/model/openai/responses-reader.ts';
import { createScriptedModel } from '../adapters/model/scripted/scripted-model.ts';
import { ConfigError, type Config } from '../config.ts';
import type { ConfiguredModel } from '../models.ts';
import type { Clock } from '../ports/clock.ts';
import type { Model } from '../ports/model.ts';

/** Makes the models that the configuration names. What only some of them need is loaded only for them. */
export async function configureModels(config: Config, clock: Clock): Promise<ConfiguredModel> {
  const timing = timingOf(config, clock);
  const { provider, model: preferredName } = config.provider;
  if (provider === 'scripted') {
    return { model: createScriptedModel({ clock }), onlyName: 'scripted', preferredName: null, fallback: null };
  }
  const model = await createModel(config, provider, timing);
  return { model, onlyName: null, preferredName, fallback: createFallback(config, timing) };
}

function createModel(config: Config, provider: 'openai' | 'anthropic' | 'ai-sdk', timing: Timing): Promise<Model> {
  switch (provider) {
    case 'openai':
      return config.assistantRuntime === 'agents'
        ? createAgents(config, timing)
        : Promise.resolve(openAi(config.openaiApi, config.openaiBaseUrl, config.openaiApiKey, timing));
    case 'anthropic':
      return Promise.resolve(anthropic(config.anthropicBaseUrl, config.anthropicApiKey, timing));
    case 'ai-sdk':
      return createAiSdk(config, timing);
  }
}

function createFallback({ fallback, openaiApi }: Config, timing: Timing): ConfiguredModel['fallback'] {
  if (fallback === null) return null;
  const { provider, model: name, baseUrl, apiKey } = fallback;
  const model = provider === 'openai' ? openAi(openaiApi, baseUrl, apiKey, timing) : anthropic(baseUrl, apiKey, timing);
  return { model, name };
}

function openAi(api: Config['openaiApi'], baseUrl: string | null, apiKey: string | null, timing: Timing): Model {
  const create = api === 'responses' ? createResponsesModel : createOpenAiModel;
  return create({ ...addressed(baseUrl), apiKey: apiKey ?? undefined, ...timing });
}

function anthropic(baseUrl: string | null, apiKey: string | null, timing: Timing): Model {
  return createAnthropicModel({ ...addressed(baseUrl), apiKey: apiKey ?? '', ...timing });
}

async function createAgents(config: Config, timing: Timing): Promise<Model> {
  const { loadAgents } = await import('../adapters/model/agents/load-agents.ts');
  const createAgentsModel = await loadAgents();
  const { openaiApi: api, openaiBaseUrl, openaiApiKey, maxToolSteps: maxSteps, agentsTracing: tracing } = config;
  return createAgentsModel({
    ...addressed(openaiBaseUrl),
    apiKey: openaiApiKey ?? undefined,
    api,
    openReader: (emit, failure) =>
      api === 'responses' ? new ResponsesReader(emit, failure) : new ChatReader(emit, failure),
    maxSteps,
    tracing,
    ...timing,
  });
}

async function createAiSdk({ aiSdkProvider }: Config, timing: Timing): Promise<Model> {
  const { createAiSdkModel } = await import('../adapters/model/ai-sdk/ai-sdk-model.ts');
  const { loadAiSdkProvider, ProviderNotFound } = await import('../adapters/model/ai-sdk/load-provider.ts');
  try {
    const languageModel = await loadAiSdkProvider(aiSdkProvider ?? '');
    return createAiSdkModel({ provider: 'ai-sdk', languageModel, ...timing });
  } catch (error) {
    throw error instanceof ProviderNotFound ? new ConfigError('AI_SDK_PROVIDER', `is no use: ${error.message}`) : error;
  }
}

interface Timing {
  readonly clock: Clock;
  readonly timeLimits: { readonly firstTokenMs: number; readonly betweenTokensMs: number };
}

function timingOf({ firstTokenSeconds, betweenTokensSeconds }: Config, clock: Clock): Timing {
  return {
    clock,
    timeLimits: { firstTokenMs: firstTokenSeconds * 1_000, betweenTokensMs: betweenTokensSeconds * 1_000 },
  };
}

function addressed(baseUrl: string | null): { readonly baseUrl?: string } {
  return baseUrl === null ? {} : { baseUrl };
}
