import type { Requirement } from '../requirement.ts';

/** What Parlance promises of documents on their way into the index. */
export const documentRequirements: readonly Requirement[] = [
  documents('formats', 'PDF, DOCX, HTML, Markdown, text, CSV and XLSX are read by what they hold, not by their names.'),
  documents('pages', 'A page of the text is the page of the document, with its heading.'),
  documents('tables', 'A number in a table keeps the names of its row and column in the text.'),
  {
    id: 'fault:A11',
    part: 'documents',
    source: 'FAULTS.md §5',
    sentence: 'A file that is broken, locked, too large or a bomb is refused by a reason, and the next one is read.',
  },
];

function documents(name: string, sentence: string): Requirement {
  return { id: `documents:${name}`, part: 'documents', source: 'CONTRACT.md §2.4', sentence };
}
