import { expect } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import { estimateTokens } from '../../../ports/token-counter.ts';
import type { ReadMessage } from '../facts/operation.ts';
import { foldSummary, SUMMARY_TOKENS, withinTokens } from './fold-summary.ts';

function message(text: string, role: ReadMessage['role'] = 'user'): ReadMessage {
  return { id: text, role, speaker: role, text, at: 0 };
}

verifies('memory:summary', 'A summary stays within its bound and keeps what tells most, however long the talk', () => {
  let summary = foldSummary('', [message('My daughter Ines was born in Porto in 2019.')]);
  for (let turn = 0; turn < 300; turn += 1) {
    const question = message(`What would be number ${turn} of the things to look at next, please?`);
    summary = foldSummary(summary, [question, message(`That would be thing ${turn}, I would say.`, 'assistant')]);
    expect(estimateTokens(summary)).toBeLessThanOrEqual(SUMMARY_TOKENS);
  }
  expect(summary).toContain('user: My daughter Ines was born in Porto in 2019.');
  expect(summary).toContain('number 299');
});

verifies('memory:summary', 'A summary says nothing twice, and the same for the same messages', () => {
  const once = foldSummary('', [message('I work at Halden since May.')]);
  expect(foldSummary(once, [message('I work at Halden since May.')])).toBe(once);
});

verifies('memory:summary', 'A text that is too long is cut, and one without lines as well', () => {
  expect(estimateTokens(withinTokens('a word '.repeat(2_000)))).toBeLessThanOrEqual(SUMMARY_TOKENS);
  expect(withinTokens(`first line\n${'x'.repeat(2_390)}\nlast line`)).toContain('last line');
});
