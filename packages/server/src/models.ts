import type { Assistants } from './engine/assistant.ts';
import type { ModelChoice, ModelTarget } from './engine/engine-context.ts';
import type { Model } from './ports/model.ts';

/** A configured provider, or the offline model where there is none. */
export interface ConfiguredModel {
  readonly model: Model;
  /** The one name that every turn gets, whatever was asked for; null where names mean something to the provider. */
  readonly onlyName: string | null;
  /** Overrides the assistants' own choice; null where nothing does. */
  readonly preferredName: string | null;
  /** Asked where this one gives nothing. */
  readonly fallback: ModelTarget | null;
}

/** Names the model of each turn: what the request asks for, else the configuration's, else the assistant's own. */
export function chooseModels(assistants: Assistants, configured: ConfiguredModel): ModelChoice {
  const { model, onlyName, preferredName, fallback } = configured;
  return {
    nameFor: (assistant, requested) =>
      onlyName ?? requested ?? preferredName ?? assistants.get(assistant)?.model ?? 'unknown',
    modelFor: () => model,
    fallback,
  };
}
