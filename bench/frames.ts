/** What one frame of a stream says, whatever format it is in. */
export interface Frame {
  /** Text that it adds to the answer; empty where it adds none. */
  readonly content: string;
  /** True on the frame that ends the answer. */
  readonly isLast: boolean;
}

export type FrameFormat = 'relay' | 'assistant' | 'native' | 'ui-message';

/** Reads the `data` of one frame after another; throws on what the format does not allow. */
export type FrameReader = (data: string) => Frame;

interface RelayFrame {
  readonly content?: string;
  readonly done?: boolean;
}

interface AssistantFrame {
  readonly content: string;
  readonly sequence: number;
  readonly is_final: boolean;
  readonly correlation_id: string;
  readonly error?: string;
}

interface NativeEvent {
  readonly type: string;
  readonly seq: number;
  readonly text?: string;
}

interface UiMessageChunk {
  readonly type: string;
  readonly id?: string;
  readonly delta?: string;
}

/* The casts below only name the fields; every one that counts is compared before it is believed. */

function readRelay(data: string): Frame {
  const frame = JSON.parse(data) as RelayFrame;
  return { content: frame.content ?? '', isLast: frame.done === true };
}

function assistantReader(): FrameReader {
  let next = 0;
  return (data) => {
    const frame = JSON.parse(data) as AssistantFrame;
    if (frame.sequence !== next || frame.error !== undefined || !frame.correlation_id) {
      throw new Error(`frame ${next} is wrong: ${data}`);
    }
    next += 1;
    return { content: frame.content, isLast: frame.is_final };
  };
}

function nativeReader(): FrameReader {
  let next = 0;
  return (data) => {
    const event = JSON.parse(data) as NativeEvent;
    if (event.seq !== next) throw new Error(`event ${next} is wrong: ${data}`);
    next += 1;
    if (event.type === 'turn.failed' || event.type === 'turn.cancelled') throw new Error(`the turn failed: ${data}`);
    const isDelta = event.type === 'part.delta';
    return { content: isDelta ? (event.text ?? '') : '', isLast: event.type === 'turn.completed' };
  };
}

/** What a UI message stream of one step and one text consists of, in its order; a text has any number of deltas. */
const UI_MESSAGE = ['start', 'start-step', 'text-start', 'text-delta', 'text-end', 'finish-step', 'finish', '[DONE]'];

function uiMessageReader(): FrameReader {
  let at = -1;
  let text: string | undefined;
  return (data) => {
    const chunk: UiMessageChunk = data === '[DONE]' ? { type: data } : (JSON.parse(data) as UiMessageChunk);
    const isDelta = chunk.type === 'text-delta';
    const continues = isDelta && UI_MESSAGE[at] === 'text-delta';
    if (!continues) at += 1;
    if (chunk.type !== UI_MESSAGE[at]) throw new Error(`${UI_MESSAGE[at] ?? 'nothing'} had to come: ${data}`);
    if (chunk.type === 'text-start') text = chunk.id;
    if (isDelta && (chunk.id !== text || chunk.delta === undefined)) throw new Error(`a wrong delta: ${data}`);
    return { content: isDelta ? (chunk.delta ?? '') : '', isLast: data === '[DONE]' };
  };
}

export function frameReader(format: FrameFormat): FrameReader {
  switch (format) {
    case 'relay':
      return readRelay;
    case 'assistant':
      return assistantReader();
    case 'native':
      return nativeReader();
    case 'ui-message':
      return uiMessageReader();
    default:
      return unreachable(format);
  }
}

/** Cuts a stream of latin1 bytes into the `data` of its events, decoded as UTF-8. Comments and bare ids give nothing. */
export function eventSplitter(onData: (data: string) => void): (bytes: string) => void {
  let pending = '';
  return (bytes) => {
    pending += bytes;
    let start = 0;
    for (let end = pending.indexOf('\n\n'); end !== -1; end = pending.indexOf('\n\n', start)) {
      const block = pending.slice(start, end);
      start = end + 2;
      const at = block.startsWith('data: ') ? 0 : block.indexOf('\ndata: ') + 1;
      if (at === 0 && !block.startsWith('data: ')) continue;
      const lineEnd = block.indexOf('\n', at);
      onData(utf8(block.slice(at + 6, lineEnd === -1 ? undefined : lineEnd)));
    }
    pending = pending.slice(start);
  };
}

// oxlint-disable-next-line no-control-regex -- the range is what ASCII is
const ASCII = /^[\0-\x7f]*$/;

function utf8(latin1: string): string {
  return ASCII.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8');
}

function unreachable(format: never): never {
  throw new Error(`there is no format ${String(format)}`);
}
