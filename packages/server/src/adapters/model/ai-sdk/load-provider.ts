import type { LanguageModelV4 } from '@ai-sdk/provider';
import { isRecord } from '../json.ts';

/** A provider of the AI SDK could not be taken; the message says why, for the operator. */
export class ProviderNotFound extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderNotFound';
  }
}

/**
 * Imports a provider of the AI SDK by its package, such as `@ai-sdk/mistral`; `package#export` names the export, which
 * otherwise is the last part of the package's name. The provider reads its own key from its own variable.
 */
export async function loadAiSdkProvider(specifier: string): Promise<(name: string) => LanguageModelV4> {
  const [module = '', named] = specifier.split('#');
  const exportName = named ?? camelCase(module.split('/').at(-1) ?? '');
  const loaded: unknown = await import(module).catch((error: unknown) => {
    throw new ProviderNotFound(`${module} cannot be imported: install it with npm`, { cause: error });
  });
  const provider = isModule(loaded) ? loaded[exportName] : undefined;
  if (!isProvider(provider)) throw new ProviderNotFound(`${module} has no provider named ${exportName}`);
  return (name) => {
    const model = provider.languageModel(name);
    if (model.specificationVersion === 'v4') return model;
    throw new ProviderNotFound(`${module} speaks ${model.specificationVersion} of the AI SDK's interface, not v4`);
  };
}

interface Provider {
  languageModel(name: string): LanguageModelV4 | { readonly specificationVersion: 'v2' | 'v3' };
}

function isModule(loaded: unknown): loaded is Readonly<Record<string, unknown>> {
  return typeof loaded === 'object' && loaded !== null;
}

function isProvider(value: unknown): value is Provider {
  return (
    (typeof value === 'function' || isRecord(value)) &&
    'languageModel' in value &&
    typeof value.languageModel === 'function'
  );
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
