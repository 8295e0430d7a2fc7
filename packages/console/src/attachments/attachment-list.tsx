import './attachments.css';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../parts/store.ts';
import type { Attachment, Attachments } from './attachments.ts';

/** The files that go with the next message, how far each is, and a way to leave one out. */
export function AttachmentList({ attachments }: { readonly attachments: Attachments }) {
  const list = useStore(attachments.list);
  if (list.length === 0) return null;
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
