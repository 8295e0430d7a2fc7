import type { Services } from './services.ts';

/**
 * Models that a request to this assistant may name: the configured list, else the assistant's own. The offline model
 * takes any of them, so that documented requests work without a provider. Source: DESIGN.md §8.13.
 */
export function allowedModels(
  { config, assistants }: Pick<Services, 'config' | 'assistants'>,
  assistant: string,
): readonly string[] {
  if (config.allowedModels !== null) return config.allowedModels;
  const own = config.provider.model ?? assistants.get(assistant)?.model;
  return own === undefined ? [] : [own];
}
