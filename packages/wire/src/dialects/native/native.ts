import { asciiJson } from '../../ascii-json.ts';
import type { DialectWithBody } from '../../dialect.ts';
import type { TurnEvent } from '../../events.ts';
import { COMMENT_HEARTBEAT } from '../../sse-writer.ts';
import { foldBody, startBody, type NativeBody, type NativeOptions } from './body.ts';

/**
 * Parlance's own stream: every turn event is one frame, and its data is the event itself with `turn`, `seq`, `at`,
 * `type` first. Types that this code does not know yet pass through, so `seq` never has a gap for the reader.
 *
 * The other fields keep the order in which the event was made, so the log has to keep it too (JSON text does).
 * Source: CONTRACT.md §3, §4.
 */
export const native: DialectWithBody<NativeBody, NativeOptions, NativeBody> = {
  name: 'native',
  heartbeat: COMMENT_HEARTBEAT,
  start: startBody,
  encode: (body, event) => [foldBody(body, event), [{ data: eventJson(event) }]],
  body: (body) => body,
};

function eventJson(event: TurnEvent): string {
  if (event.type === 'part.delta') {
    // By hand, since it runs once a token. The turn is a UUID of ours and needs no escape.
    return `{"turn":"${event.turn}","seq":${event.seq},"at":${event.at},"type":"part.delta","part":${event.part},"text":${asciiJson(event.text)}}`;
  }
  const { turn, seq, at, type, ...fields } = event;
  return asciiJson({ turn, seq, at, type, ...fields });
}
