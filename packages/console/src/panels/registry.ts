import { lazy, type ComponentType } from 'react';
import type { OpenConversation } from '../conversation/open-conversation.ts';
import type { Row } from '../conversation/rows.ts';
import { citationsPart } from './citations/citations-part.tsx';
import { detailsPanel } from './details/details-panel.tsx';
import { guideBar } from './guide/guide-bar.tsx';
import { pointsBar } from './points/points-bar.tsx';
import { usagePart } from './usage/usage-part.tsx';
import { stepsPart } from './work/steps-part.tsx';
import { toolsPart } from './work/tools-part.tsx';

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

const memoriesPanel: SidePanel = {
  id: 'memories',
  title: 'Memories',
  capability: 'memory',
  View: lazy(async () => ({ default: (await import('./memories/memories-panel.tsx')).MemoriesPanel })),
};

const contextPanel: SidePanel = {
  id: 'context',
  title: 'Context',
  capability: 'memory',
  View: lazy(async () => ({ default: (await import('./context/context-panel.tsx')).ContextPanel })),
};

const documentsPanel: SidePanel = {
  id: 'documents',
  title: 'Documents',
  capability: 'documents',
  View: lazy(async () => ({ default: (await import('./documents/documents-panel.tsx')).DocumentsPanel })),
};

/** Frames on the wire: for whoever builds a client. */
const streamPanel: SidePanel = {
  id: 'stream',
  title: 'Stream',
  capability: null,
  View: lazy(async () => ({ default: (await import('./stream/stream-panel.tsx')).StreamPanel })),
};

/**
 * Everything that the console shows of what particular assistants know. One folder below `panels/` for each, and one
 * line here; nothing else of the page has to know of it.
 */
export const ANSWER_PARTS: readonly AnswerPart[] = [stepsPart, toolsPart, citationsPart, usagePart];
export const HEAD_PARTS: readonly HeadPart[] = [guideBar, pointsBar];
export const SIDE_PANELS: readonly SidePanel[] = [
  memoriesPanel,
  contextPanel,
  documentsPanel,
  streamPanel,
  detailsPanel,
];
