import { expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { COMMENT_HEARTBEAT, formatFrame, formatFrameWithSafeId, streamPreamble } from './sse-writer.ts';

verifies('framing:3 framing:6', 'writes a frame as id and one data line, with LF and a space after the colon', () => {
  expect(formatFrame('t:0', { data: '{}' })).toBe('id: t:0\ndata: {}\n\n');
  expect(formatFrame('t:0:1', { event: 'progress', data: '{}' })).toBe('event: progress\nid: t:0:1\ndata: {}\n\n');
});

verifies(
  'framing:6',
  'starts a stream with the retry delay and the turn as a bare id, and beats with a comment',
  () => {
    expect(streamPreamble('t')).toBe('retry: 1500\nid: t\n\n');
    expect(streamPreamble('t', { retryMs: 20 })).toBe('retry: 20\nid: t\n\n');
    expect(COMMENT_HEARTBEAT).toBe(': ping\n\n');
  },
);

test('refuses a line break or NUL in any field', () => {
  for (const bad of ['a\nb', '\r', 'a\0', '\n\ndata: {}']) {
    expect(() => formatFrame(bad, { data: '{}' })).toThrow(TypeError);
    expect(() => formatFrame('t:0', { data: bad })).toThrow(TypeError);
    expect(() => formatFrame('t:0', { event: bad, data: '{}' })).toThrow(TypeError);
    expect(() => formatFrameWithSafeId('t:0', { event: bad, data: '{}' })).toThrow(TypeError);
    expect(() => formatFrameWithSafeId('t:0', { data: bad })).toThrow(TypeError);
    expect(() => streamPreamble(bad)).toThrow(TypeError);
  }
});
