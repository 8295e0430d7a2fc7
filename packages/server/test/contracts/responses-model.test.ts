import { createResponsesModel } from '../../src/adapters/model/openai/responses-model.ts';
import { modelContract } from './model-contract.ts';
import { providerSubject } from './model-provider-subject.ts';

modelContract('openai responses', () =>
  providerSubject((baseUrl, clock) => createResponsesModel({ baseUrl, apiKey: 'test-key', clock })),
);
