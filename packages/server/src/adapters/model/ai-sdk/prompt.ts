import type { LanguageModelV4FilePart, LanguageModelV4Prompt, LanguageModelV4TextPart } from '@ai-sdk/provider';
import type { MessagePart, ModelMessage } from '../../../ports/model.ts';

/** Our messages in the words of the AI SDK. */
export function toPrompt(messages: readonly ModelMessage[]): LanguageModelV4Prompt {
  return messages.map(({ role, parts }) => {
    switch (role) {
      case 'system':
        return { role, content: parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') };
      case 'user':
      case 'assistant':
        return { role, content: parts.map(toPart) };
    }
  });
}

function toPart(part: MessagePart): LanguageModelV4TextPart | LanguageModelV4FilePart {
  if (part.kind === 'text') return { type: 'text', text: part.text };
  const inline = /^data:[^,]*;base64,(.*)$/s.exec(part.url)?.[1];
  const data =
    inline === undefined ? { type: 'url' as const, url: new URL(part.url) } : { type: 'data' as const, data: inline };
  return { type: 'file', mediaType: part.mediaType, data };
}
