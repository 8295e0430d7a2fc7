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
  const { provider, model: preferredName } = config.provider;
  if (provider === 'scripted') {
    return { model: createScriptedModel({ clock }), onlyName: 'scripted', preferredName: null, fallback: null };
  }
  const model = await createModel(config, provider, clock);
  return { model, onlyName: null, preferredName, fallback: createFallback(config, clock) };
}

function createModel(config: Config, provider: 'openai' | 'anthropic' | 'ai-sdk', clock: Clock): Promise<Model> {
  switch (provider) {
    case 'openai':
      return config.assistantRuntime === 'agents'
        ? createAgents(config, clock)
        : Promise.resolve(openAi(config.openaiApi, config.openaiBaseUrl, config.openaiApiKey, clock));
    case 'anthropic':
      return Promise.resolve(anthropic(config.anthropicBaseUrl, config.anthropicApiKey, clock));
    case 'ai-sdk':
      return createAiSdk(config, clock);
  }
}

function createFallback({ fallback, openaiApi }: Config, clock: Clock): ConfiguredModel['fallback'] {
  if (fallback === null) return null;
  const { provider, model: name, baseUrl, apiKey } = fallback;
  const model = provider === 'openai' ? openAi(openaiApi, baseUrl, apiKey, clock) : anthropic(baseUrl, apiKey, clock);
  return { model, name };
}

function openAi(api: Config['openaiApi'], baseUrl: string | null, apiKey: string | null, clock: Clock): Model {
  const create = api === 'responses' ? createResponsesModel : createOpenAiModel;
  return create({ ...addressed(baseUrl), apiKey: apiKey ?? undefined, clock });
}

function anthropic(baseUrl: string | null, apiKey: string | null, clock: Clock): Model {
  return createAnthropicModel({ ...addressed(baseUrl), apiKey: apiKey ?? '', clock });
}

async function createAgents(config: Config, clock: Clock): Promise<Model> {
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
    clock,
  });
}

async function createAiSdk({ aiSdkProvider }: Config, clock: Clock): Promise<Model> {
  const { createAiSdkModel } = await import('../adapters/model/ai-sdk/ai-sdk-model.ts');
  const { loadAiSdkProvider, ProviderNotFound } = await import('../adapters/model/ai-sdk/load-provider.ts');
  try {
    const languageModel = await loadAiSdkProvider(aiSdkProvider ?? '');
    return createAiSdkModel({ provider: 'ai-sdk', languageModel, clock });
  } catch (error) {
    throw error instanceof ProviderNotFound ? new ConfigError('AI_SDK_PROVIDER', `is no use: ${error.message}`) : error;
  }
}

function addressed(baseUrl: string | null): { readonly baseUrl?: string } {
  return baseUrl === null ? {} : { baseUrl };
}
