import { createOpenAiModel } from '../../src/adapters/model/openai/openai-model.ts';
import { modelContract } from './model-contract.ts';
import { providerSubject } from './model-provider-subject.ts';

modelContract('openai', () =>
  providerSubject((baseUrl, clock) => createOpenAiModel({ baseUrl, apiKey: 'test-key', clock })),
);
