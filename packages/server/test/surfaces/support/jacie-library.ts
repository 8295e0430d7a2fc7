import { createDocuments } from '../../../src/capabilities/documents/documents.ts';
import type { Capability } from '../../../src/engine/capability.ts';
import { wordIndex, type WordDocument } from '../../support/word-index.ts';

export const REPORT: WordDocument = {
  name: 'harbour-report-2025.pdf',
  title: 'Harbour Report 2025',
  pages: [
    'Highlights\nThe harbour moved 4.2 million tonnes of cargo in 2025. Two new cranes began to work in May.',
    'Finances\nRevenue of the harbour reached 81 million crowns in 2025.\nRevenue of the harbour was 74 million crowns in 2024.',
  ],
};
export const FERRIES: WordDocument = {
  name: 'ferry-timetable.md',
  title: 'Ferry timetable',
  source: 'upload',
  pages: ['The first ferry leaves the harbour at 06:10 on weekdays.'],
};
/** Somebody else's. */
export const CANARY: WordDocument = {
  name: 'private.txt',
  title: 'Revenue of the harbour, secret',
  owner: 'mallory',
  pages: ['Revenue of the harbour in 2025: CANARY-7781.'],
};

/** The documents capability over these documents. */
export function library(documents: readonly WordDocument[] = [REPORT, FERRIES, CANARY]): Capability {
  return createDocuments({
    index: wordIndex(documents),
    onFailure: (_turn, error) => {
      throw error;
    },
  });
}
