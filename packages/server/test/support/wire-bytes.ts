import { chatCompletions } from './fake-provider/chat-completions.ts';
import { messages } from './fake-provider/messages.ts';
import { responses } from './fake-provider/responses.ts';
import type { Script, Step } from './fake-provider/script.ts';
import type { Wire, WireStep } from './fake-provider/wire.ts';
import type { WireName } from './upstream.ts';

const ENCODERS: Readonly<Record<WireName, Wire>> = { openai: chatCompletions, responses, anthropic: messages };
const BODY = { model: 'test-model', stream: true, stream_options: { include_usage: true } };

/** The frames that the fake provider sends for a script, one for each event or piece of text. */
export function wireFrames(wire: WireName, script: Script): readonly string[] {
  const encode = ENCODERS[wire].encoder(BODY, 0);
  return script.steps.flatMap(plainSteps).map(encode);
}

/** All of them, as they come over the wire. */
export function wireBytes(wire: WireName, script: Script): Buffer {
  return Buffer.from(wireFrames(wire, script).join(''));
}

function plainSteps(step: Step): readonly WireStep[] {
  switch (step.kind) {
    case 'deltas':
      return step.texts.map((text) => ({ kind: 'delta', text }));
    case 'role':
    case 'delta':
    case 'reasoning':
    case 'tool':
    case 'finish':
    case 'usage':
    case 'done':
      return [step];
    default:
      throw new Error(`A step ${step.kind} is nothing that is said on a wire.`);
  }
}
