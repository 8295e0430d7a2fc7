export type { ChatMessage, ChatState } from '../chat/chat-state.ts';
export { ParlanceProvider, useClient } from './provider.ts';
export { useChat, type UseChat, type UseChatOptions } from './use-chat.ts';
export { useStaffStreaming, type UseStaffStreaming } from './use-staff-streaming.ts';
