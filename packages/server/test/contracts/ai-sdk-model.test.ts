import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createAiSdkModel } from '../../src/adapters/model/ai-sdk/ai-sdk-model.ts';
import { modelContract } from './model-contract.ts';
import { providerSubject } from './model-provider-subject.ts';

modelContract('ai sdk', () =>
  providerSubject((baseURL, clock) => {
    const provider = createOpenAICompatible({ baseURL, name: 'fake', apiKey: 'test-key', includeUsage: true });
    return createAiSdkModel({ provider: 'fake', languageModel: (name) => provider.languageModel(name), clock });
  }),
);
