import type { ComponentType } from 'react';
import type { OpenConversation } from '../conversation/open-conversation.ts';
import type { Row } from '../conversation/rows.ts';

/** Something shown with an answer: citations, cost, tools. It is asked anew with each change of the row. */
export interface AnswerPart {
  readonly id: string;
  readonly place: 'above' | 'below';
  /** Whether it has anything to show. Cheap: it is asked for every answer. */
  appliesTo(shown: { readonly assistant: string; readonly row: Row }): boolean;
  readonly View: ComponentType<{ readonly row: Row }>;
}

/** Something shown beside a conversation, opened by a button in its head: a guide's steps, memories, raw frames. */
export interface SidePanel {
  readonly id: string;
  readonly title: string;
  /** Conversations with assistants of this capability have it; null: all have. */
  readonly capability: string | null;
  /** May be `lazy(() => import(…))`: what few open should not be loaded by all. */
  readonly View: ComponentType<{ readonly conversation: OpenConversation }>;
}

/** Something shown at all times between a conversation's head and its messages. */
export interface HeadPart {
  readonly id: string;
  /** Conversations with assistants of this capability have it. */
  readonly capability: string;
  readonly View: ComponentType<{ readonly conversation: OpenConversation }>;
}
