import type { AgentInputItem } from '@openai/agents';
import type { MessagePart, ModelMessage } from '../../../ports/model.ts';

/** The system text of a request, which the SDK takes apart from the conversation. */
export function instructionsOf(messages: readonly ModelMessage[]): string {
  return messages
    .filter(({ role }) => role === 'system')
    .map(textOf)
    .join('\n\n');
}

/** The conversation of a request in the words of the SDK. */
export function inputOf(messages: readonly ModelMessage[]): AgentInputItem[] {
  return messages.flatMap((message): AgentInputItem[] => {
    switch (message.role) {
      case 'system':
        return [];
      case 'user':
        return [{ role: 'user', content: message.parts.map(inputPart) }];
      case 'assistant':
        return [{ role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: textOf(message) }] }];
    }
  });
}

function inputPart(part: MessagePart): { type: 'input_text'; text: string } | { type: 'input_image'; image: string } {
  return part.kind === 'text' ? { type: 'input_text', text: part.text } : { type: 'input_image', image: part.url };
}

function textOf({ parts }: ModelMessage): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
