import { createAnthropicModel } from '../../src/adapters/model/anthropic/anthropic-model.ts';
import { modelContract } from './model-contract.ts';
import { providerSubject } from './model-provider-subject.ts';

modelContract('anthropic', () =>
  providerSubject((baseUrl, clock) => createAnthropicModel({ baseUrl, apiKey: 'test-key', clock })),
);
