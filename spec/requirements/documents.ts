import type { Requirement } from '../requirement.ts';

/** What Parlance promises of documents on their way into the index. */
export const documentRequirements: readonly Requirement[] = [
  documents('formats', 'PDF, DOCX, HTML, Markdown, text, CSV and XLSX are read by what they hold, not by their names.'),
  documents('pages', 'A page of the text is the page of the document, with its heading.'),
  documents('tables', 'A number in a table keeps the names of its row and column in the text.'),
  documents(
    'changes',
    'What is new, changed or gone in a source is noticed and indexed; what is the same is left alone.',
  ),
  documents('broken', 'A document that cannot be read is named with its reason, and the others are taken.'),
  documents('folder-only', 'Nothing outside the folder is read, whatever links are in it.'),
  documents('folder-away', 'While a source is away the index keeps what it has, and says so.'),
  documents('s3', 'The objects of an S3-compatible bucket are indexed, and followed by their etags.'),
  documents(
    's3-away',
    'While the bucket is away, or answers with anything but a listing, nothing is lost, and it is said.',
  ),
  documents('s3-redirects', 'The endpoint of the bucket cannot send the server anywhere else.'),
  documents('resume', 'Indexing that was cut off goes on where it was, without a page twice.'),
  documents('samples', 'Samples in several formats are shipped and indexed.'),
  documents('page', 'A page of a document is read as it was indexed, so that what an answer cites can be looked up.'),
  documents('upload', 'Users upload one or many documents, list them, and see how reading each went.'),
  documents('owner', "Another owner's documents do not exist, and those of the server cannot be removed by users."),
  documents('progress', 'How many documents and pages are done, what is read now and how long it takes can be asked.'),
  documents('upload-durable', 'An upload that was acknowledged is indexed, whatever becomes of the process.'),
  documents('upload-erased', 'Removing an upload erases its bytes; for others it does not exist.'),
  documents('loop', 'A document of 500 pages never holds the event loop for more than 20 ms.'),
  documents('limits', 'A refused upload is told which limit it met, and leaves nothing behind.'),
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
