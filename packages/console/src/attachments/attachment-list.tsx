import './attachments.css';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../parts/store.ts';
import { MOST_FILES, type Attachment, type Attachments } from './attachments.ts';

/** The files that go with the next message, how far each is, and a way to leave one out. */
export function AttachmentList({ attachments }: { readonly attachments: Attachments }) {
  const list = useStore(attachments.list);
  const leftOut = useStore(attachments.leftOut);
  return (
    <>
      {list.length === 0 ? null : <Files list={list} attachments={attachments} />}
      <span className="fine left-out" role="status">
        {leftOut === 0
          ? ''
          : `${leftOut} ${leftOut === 1 ? 'file was' : 'files were'} left out: a message takes ${MOST_FILES}.`}
      </span>
    </>
  );
}

interface FilesProps {
  readonly list: readonly Attachment[];
  readonly attachments: Attachments;
}

function Files({ list, attachments }: FilesProps) {
  return (
    <ul className="attachments" aria-label="Files that go with the message">
      {list.map((attachment) => (
        <li key={attachment.key} data-state={attachment.state}>
          {attachment.preview === null ? <Icon name="file" /> : <img src={attachment.preview} alt="" />}
          <span className="attachment-name">{attachment.name}</span>
          <span className="fine" role="status">
            {noteOf(attachment)}
          </span>
          <button
            type="button"
            className="quiet"
            aria-label={`Leave out ${attachment.name}`}
            onClick={() => attachments.remove(attachment.key)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function noteOf({ state, problem }: Attachment): string {
  return state === 'uploading' ? 'Sending' : state === 'refused' ? problem : '';
}
