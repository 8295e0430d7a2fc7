import { useState, type ClipboardEvent } from 'react';
import { useStore } from '../parts/store.ts';
import { Attachments } from './attachments.ts';
import { useDrop } from './use-drop.ts';

/** The files of one composer: chosen, dropped or pasted. */
export function useAttachments() {
  const [attachments] = useState(() => new Attachments());
  const { isOver, handlers } = useDrop((files) => attachments.add(files));
  const list = useStore(attachments.list);
  const isUploading = list.some(({ state }) => state === 'uploading');
  const refused = list.filter(({ state }) => state === 'refused').length;
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length > 0) event.preventDefault();
    attachments.add(files);
  };
  return {
    attachments,
    isUploading,
    refused,
    onPaste,
    dropZone: { 'data-drop': isOver ? 'over' : undefined, ...handlers },
  };
}
