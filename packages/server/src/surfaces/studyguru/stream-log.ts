import type { UsageReport } from '@parlance/wire';
import { isTerminal } from '@parlance/wire';
import type { TurnReader } from '../../engine/engine.ts';
import type { Services } from '../../http/services.ts';
import type { ConversationRequest } from './conversation-request.ts';

/**
 * Writes the life of one stream into the log, for whoever set ENABLE_LOGS: lengths and times, never the text of a
 * message. Source: CONTRACT.md §1.
 */
export function followForLog(
  { log, clock }: Pick<Services, 'log' | 'clock'>,
  reader: TurnReader,
  asked: ConversationRequest,
  replayed: boolean,
): void {
  const startedAt = clock.now();
  const fields = { correlation_id: reader.turn.correlationId, turn: reader.turn.id };
  log.info('studyguru_stream_opened', {
    ...fields,
    interaction: reader.turn.conversation,
    message_length: asked.message.length,
    media_files: asked.mediaFiles.length,
    max_tokens: asked.maxTokens,
    replayed,
  });
  let pieces = 0;
  let usage: UsageReport | null = null;
  const stop = reader.subscribe((events) => {
    for (const event of events) {
      if (event.type === 'part.delta') {
        if (pieces === 0) log.info('studyguru_first_token', { ...fields, after_ms: clock.now() - startedAt });
        pieces += 1;
      } else if (event.type === 'usage') {
        usage = event;
      } else if (isTerminal(event)) {
        const { input, output, points } = usage ?? {};
        const duration = { duration_ms: clock.now() - startedAt, pieces };
        log.info('studyguru_stream_ended', { ...fields, ...duration, end: event.type, input, output, points });
      }
    }
    if (reader.ended()) stop();
  });
}
