import { ConfigError } from './config-error.ts';
import type { Values } from './variables.ts';

/** Who answers, as it follows from several variables. */
export interface ProviderChoice {
  readonly provider: 'openai' | 'anthropic' | 'ai-sdk' | 'scripted';
  /** The model of every assistant; null where each has its own. */
  readonly model: string | null;
}

/** `MODEL` decides; without it the first provider that is configured, and the offline model where none is. */
export function chooseProvider(values: Values): ProviderChoice {
  const provider = values.model ?? firstConfigured(values);
  if (values.model !== null && !isConfigured(values, provider)) {
    throw new ConfigError('MODEL', `is ${provider}, which needs ${NEEDS[provider]}`);
  }
  if (values.assistantRuntime === 'agents' && provider !== 'openai' && provider !== 'scripted') {
    throw new ConfigError('ASSISTANT_RUNTIME', `is agents, which asks OpenAI, and ${provider} is to answer`);
  }
  switch (provider) {
    case 'openai':
      return { provider, model: values.openaiModel };
    case 'anthropic':
      return { provider, model: values.anthropicModel };
    case 'ai-sdk':
      if (values.aiSdkModel === null) throw new ConfigError('AI_SDK_MODEL', 'must name a model of AI_SDK_PROVIDER');
      return { provider, model: values.aiSdkModel };
    case 'scripted':
      return { provider, model: null };
  }
}

/** Where the fallback is, and the key it gets; null where there is none. */
export interface FallbackChoice {
  readonly provider: 'openai' | 'anthropic';
  readonly model: string;
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
}

/**
 * An address or key of its own makes the fallback a server of its own: the provider's key is not sent there.
 * Otherwise it is the provider as its own variables describe it.
 */
export function chooseFallback(values: Values): FallbackChoice | null {
  const { fallbackModel, fallbackBaseUrl, fallbackApiKey } = values;
  if (fallbackModel === null) {
    const orphan = fallbackBaseUrl === null ? fallbackApiKey && 'FALLBACK_API_KEY' : 'FALLBACK_BASE_URL';
    if (orphan !== null && orphan !== '') throw new ConfigError(orphan, 'has no effect without FALLBACK_MODEL');
    return null;
  }
  if (fallbackBaseUrl !== null || fallbackApiKey !== null) {
    return { ...fallbackModel, baseUrl: fallbackBaseUrl, apiKey: fallbackApiKey };
  }
  const { provider } = fallbackModel;
  if (!isConfigured(values, provider)) {
    throw new ConfigError('FALLBACK_MODEL', `asks ${provider}, which needs ${NEEDS[provider]} or FALLBACK_API_KEY`);
  }
  return provider === 'openai'
    ? { ...fallbackModel, baseUrl: values.openaiBaseUrl, apiKey: values.openaiApiKey }
    : { ...fallbackModel, baseUrl: values.anthropicBaseUrl, apiKey: values.anthropicApiKey };
}

const NEEDS: Readonly<Record<ProviderChoice['provider'], string>> = {
  openai: 'OPENAI_API_KEY or OPENAI_BASE_URL',
  anthropic: 'ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL',
  'ai-sdk': 'AI_SDK_PROVIDER',
  scripted: 'nothing',
};

function firstConfigured(values: Values): ProviderChoice['provider'] {
  const all = ['openai', 'anthropic', 'ai-sdk'] as const;
  return all.find((provider) => isConfigured(values, provider)) ?? 'scripted';
}

function isConfigured(values: Values, provider: ProviderChoice['provider']): boolean {
  switch (provider) {
    case 'openai':
      return values.openaiApiKey !== null || values.openaiBaseUrl !== null;
    case 'anthropic':
      return values.anthropicApiKey !== null || values.anthropicBaseUrl !== null;
    case 'ai-sdk':
      return values.aiSdkProvider !== null;
    case 'scripted':
      return true;
  }
}
