import { lazy, type ComponentType } from 'react';
import { ModelsPage } from './models-page.tsx';

const OperationsPage = lazy(async () => ({
  default: (await import('./operations/operations-page.tsx')).OperationsPage,
}));

/**
 * Pages beside the conversations, at `/console/<name>`. One file or folder below `pages/` for each, and one line here.
 * `lazy(() => import(…))` where few open it.
 */
export const PAGES: Readonly<Record<string, ComponentType>> = { models: ModelsPage, operations: OperationsPage };
