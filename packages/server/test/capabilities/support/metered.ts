import { loadAssistants } from '../../../src/assistants.ts';
import type { Assistants } from '../../../src/engine/assistant.ts';

/** The shipped assistant, made to cost points, without anything that would count as input. */
export function meteredAssistants(changes: { readonly instructions?: string } = {}): Assistants {
  const shipped = loadAssistants().get('assistant');
  if (shipped === undefined) throw new Error('The assistant is not shipped.');
  const metered = { ...shipped, instructions: '', ...changes, capabilities: ['metering'] };
  return { get: (name) => (name === 'assistant' ? metered : undefined), list: () => [metered] };
}
