import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import type { Contribution, ModelRequest } from '../../../ports/model.ts';
import { ManualClock } from '../../clock/manual.ts';
import { scriptedReply } from './reply.ts';
import { createScriptedModel } from './scripted-model.ts';

describe('the scripted reply', () => {
  test.each([
    ['What is 2+2?', 'The answer is 4'],
    ['what is 12 * (3 + 4)?', 'The answer is 84'],
    ['hello, how much is 10 divided by 4', 'The answer is 2.5'],
    ['0.1 + 0.2', 'The answer is 0.3'],
    ['-2^2', 'The answer is -4'],
    ['1,000 + 2', 'The answer is 1002'],
    ['What is 17 % of 2,340?', 'The answer is 397.8'],
    ['20 percent of 50 plus 1', 'The answer is 11'],
    ['count to 5', '1, 2, 3, 4, 5.'],
    ['please count from 3 to 4', '3, 4.'],
    ['say: héllo 🎉', 'héllo 🎉'],
    ['thank you!', 'You are welcome.'],
  ])('to %j is %j', (message, reply) => {
    expect(scriptedReply(asking(message))).toBe(reply);
  });

  test.each(['1/0', 'Call 555-1234', '2024-05-06', '2+', '((((', 'I paid 20 + 30 dollars', `1${'+('.repeat(90)}`])(
    'takes %j for no sum',
    (message) => {
      expect(scriptedReply(asking(message))).not.toContain('The answer is');
    },
  );

  verifies('model:scripted', 'says that there is no provider and what to set, once and where it has no answer', () => {
    for (const message of ['hello', 'Tell me about dragons', 'who are you?', '']) {
      const reply = scriptedReply(asking(message));
      expect(reply.match(/No model provider is configured/g)).toHaveLength(1);
      expect(reply).toContain('OPENAI_API_KEY');
      expect(scriptedReply(asking(message))).toBe(reply);
    }
    expect(scriptedReply(asking('What is 2+2?'))).not.toContain('provider');
  });

  test('remembers what was said before', () => {
    expect(scriptedReply(asking('My name is Zoë', 'What is my name?'))).toBe('Your name is Zoë.');
    expect(scriptedReply(asking('red', 'blue', 'What did I just say?'))).toBe('You wrote before: “blue”');
  });

  verifies('model:scripted-extract', 'quotes what was contributed, word for word and with its id', () => {
    const contributions = [
      contribution('doc-1', 'Lunch is at noon.\nThe data science course S&DS 230 covers statistics. It is in spring.'),
      contribution('memory-2', 'The user likes chess. Their favourite course is data science.'),
    ];
    const reply = scriptedReply({ ...asking('Which data science courses are there?'), contributions });
    expect(reply).toBe(
      'The data science course S&DS 230 covers statistics. [doc-1] ' +
        'Their favourite course is data science. [memory-2]',
    );
    expect(scriptedReply({ ...asking('Where is Mars?'), contributions })).toContain('You wrote: “Where is Mars?”');
  });

  verifies(
    'model:scripted-extract',
    'reads the row and column of a table that a question about documents names',
    () => {
      const passage =
        'The company sells lamps to harbours all over the northern seas, and has\nnever sold as many as now.\n\n' +
        'Segment | 2025 | 2024\nHarbour lights | 24,900 | 20,150\nBuoys | 5,100 | 6,000';
      const contributions = [{ ...contribution('d1', passage), data: { passage, title: 'Report', page: 2 } }];
      const reply = (message: string) => scriptedReply({ ...asking(message), contributions });
      expect(reply('What was the revenue of buoys in 2024?')).toBe('Buoys, 2024: 6,000 [d1]');
      expect(reply('How many harbour lights?')).toBe('Harbour lights, 2025: 24,900, 2024: 20,150 [d1]');
      expect(reply('Where does the company sell lamps?')).toBe(
        'The company sells lamps to harbours all over the northern seas, and has never sold as many as now. [d1]',
      );
      expect(reply('How many buoys were sold to Portugal?')).toContain('The documents do not say it.');
    },
  );

  verifies('model:scripted', 'is streamed word by word at its pace, the first word at once', async () => {
    const clock = new ManualClock();
    const words: string[] = [];
    const sink = {
      push: (event: { readonly type: string; readonly text?: string }) => {
        if (event.text !== undefined) words.push(event.text);
        return true;
      },
      ready: () => Promise.resolve(),
    };
    const model = createScriptedModel({ clock, delayMs: 20 });
    const outcome = model.stream(asking('What is 2+2?'), sink, new AbortController().signal);
    expect(words).toEqual(['The']);
    clock.advance(20);
    expect(words).toEqual(['The', ' answer']);
    clock.advance(40);
    expect(await outcome).toEqual({ finish: 'stop' });
    expect(words).toEqual(['The', ' answer', ' is', ' 4']);
  });
});

function asking(...texts: readonly string[]): ModelRequest {
  return {
    model: 'scripted',
    messages: texts.map((text) => ({ role: 'user', parts: [{ kind: 'text', text }] })),
    maxTokens: 1_000,
    correlationId: 'correlation-1',
    contributions: [],
    beforeFurtherRequest: () => Promise.resolve(),
  };
}

function contribution(id: string, text: string): Contribution {
  return { id, capability: 'documents', text, tokens: 10 };
}
