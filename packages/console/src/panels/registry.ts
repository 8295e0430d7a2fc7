import { lazy } from 'react';
import { citationsPart } from './citations/citations-part.tsx';
import { detailsPanel } from './details/details-panel.tsx';
import { guideBar } from './guide/guide-bar.tsx';
import type { AnswerPart, HeadPart, SidePanel } from './part.ts';
import { pointsBar } from './points/points-bar.tsx';
import { usagePart } from './usage/usage-part.tsx';
import { stepsPart } from './work/steps-part.tsx';
import { toolsPart } from './work/tools-part.tsx';

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
