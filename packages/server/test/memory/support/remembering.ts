import { loadAssistants } from '../../../src/assistants.ts';
import type { Assistants } from '../../../src/engine/assistant.ts';

/** The shipped assistant, made to remember, and to do nothing else beside answering. */
export function rememberingAssistants(): Assistants {
  const shipped = loadAssistants().get('assistant');
  if (shipped === undefined) throw new Error('The assistant is not shipped.');
  const remembering = { ...shipped, contextTokens: 6_000, contributionTokens: 5_000, capabilities: ['memory'] };
  return { get: (name) => (name === 'assistant' ? remembering : undefined), list: () => [remembering] };
}
