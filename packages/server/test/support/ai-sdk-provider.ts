import { createOpenAICompatible } from '@ai-sdk/openai-compatible';

/** A provider of the AI SDK that is configured as they all are: by a variable of its own. */
export const fakeProvider = createOpenAICompatible({
  baseURL: process.env['FAKE_AI_SDK_BASE_URL'] ?? '',
  name: 'fake',
  apiKey: 'test-key',
  includeUsage: true,
});
