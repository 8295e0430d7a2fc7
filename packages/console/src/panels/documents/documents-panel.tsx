import './documents.css';
import { useEffect, useState } from 'react';
import { FileButton } from '../../attachments/file-button.tsx';
import { useDrop } from '../../attachments/use-drop.ts';
import { Icon } from '../../parts/icon.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useStore } from '../../parts/store.ts';
import { DocumentList, type DocumentItem } from './document-list.ts';

const ACCEPT = '.pdf,.docx,.html,.htm,.md,.txt,.csv,.xlsx';

/** The documents that answers draw on: those of the server, and one's own, which are dropped here. */
export function DocumentsPanel() {
  const [list] = useState(() => new DocumentList());
  const { documents, uploading, reading, error } = useStore(list.view);
  const { isOver, handlers } = useDrop((files) => void list.add(files));
  useEffect(() => list.watch(), [list]);
  return (
    <div className="documents" data-drop={isOver ? 'over' : undefined} {...handlers}>
      <div className="documents-add">
        <FileButton label="Add documents" accept={ACCEPT} onFiles={(files) => void list.add(files)} />
        <p className="fine">
          Drop documents of your own here: PDF, Word, HTML, Markdown, text, CSV or Excel. Only you can ask about them.
        </p>
      </div>
      {error === null ? null : <Problem error={error} />}
      <p className="fine" role="status">
        {uploading.length > 0 ? `Sending ${uploading.join(', ')}` : reading}
      </p>
      {documents === null ? <p className="fine">Reading</p> : null}
      <ul>
        {(documents ?? []).map((document) => (
          <DocumentRow key={document.id} document={document} onRemove={() => void list.remove(document.id)} />
        ))}
      </ul>
    </div>
  );
}

function DocumentRow({ document, onRemove }: { readonly document: DocumentItem; readonly onRemove: () => void }) {
  const { name, title, status, isShared } = document;
  return (
    <li data-status={status}>
      <Icon name="file" />
      <div className="document">
        <p>{title}</p>
        <p className="fine">
          {name === title ? '' : `${name} · `}
          {noteOf(document)}
        </p>
      </div>
      {isShared ? null : (
        <button type="button" className="quiet" aria-label={`Remove ${title}`} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      )}
    </li>
  );
}

function noteOf({ status, problem, pages, isShared }: DocumentItem): string {
  if (status === 'failed') return problem;
  if (status === 'waiting') return 'waits to be read';
  const count = pages === 1 ? '1 page' : `${pages ?? 0} pages`;
  return isShared ? `${count}, for everybody` : count;
}
