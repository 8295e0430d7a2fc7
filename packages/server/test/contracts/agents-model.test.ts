import { createAgentsModel } from '../../src/adapters/model/agents/agents-model.ts';
import { ChatReader } from '../../src/adapters/model/openai/chat-reader.ts';
import { ResponsesReader } from '../../src/adapters/model/openai/responses-reader.ts';
import { modelContract } from './model-contract.ts';
import { providerSubject } from './model-provider-subject.ts';

modelContract('agents over chat completions', () =>
  providerSubject((baseUrl, clock) =>
    createAgentsModel({
      baseUrl,
      apiKey: 'test-key',
      api: 'chat',
      openReader: (emit, failure) => new ChatReader(emit, failure),
      clock,
    }),
  ),
);

modelContract('agents over responses', () =>
  providerSubject((baseUrl, clock) =>
    createAgentsModel({
      baseUrl,
      apiKey: 'test-key',
      api: 'responses',
      openReader: (emit, failure) => new ResponsesReader(emit, failure),
      clock,
    }),
  ),
);
