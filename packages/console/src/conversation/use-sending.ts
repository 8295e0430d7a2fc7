import { useEffect, useState } from 'react';
import { useAttachments } from '../attachments/use-attachments.ts';

export type Media = readonly { readonly id: string }[];

export interface SendingOptions {
  readonly draft: string;
  readonly isDisabled: boolean;
  /** False, or a promise of it, where the message could not be sent: its files stay then. */
  readonly onSend: (text: string, media: Media) => boolean | Promise<boolean>;
}

/** Sends a draft with its files. One that is sent while a file is still on its way goes as soon as that is there. */
export function useSending({ draft, isDisabled, onSend }: SendingOptions) {
  const { attachments, isUploading, refused, ...handlers } = useAttachments();
  const [isWaiting, setWaiting] = useState(false);
  /** Of how many refused files it has been asked whether the message goes without them. */
  const [asked, setAsked] = useState(0);
  const isBlank = draft.trim() === '';
  const isAsking = refused > 0 && asked === refused;
  const sendNow = async (): Promise<void> => {
    const files = attachments.list.get();
    const media = files.filter(({ state }) => state === 'ready').map(({ id }) => ({ id }));
    if (await onSend(draft.trim(), media)) attachments.sent(files);
  };
  const send = (): void => {
    if (isBlank || isDisabled) return;
    if (isUploading) setWaiting(true);
    else if (refused > 0 && !isAsking) setAsked(refused);
    else {
      setAsked(0);
      void sendNow();
    }
  };
  useEffect(() => {
    if (!isWaiting || isUploading || isDisabled) return;
    setWaiting(false);
    send();
  });
  const waits = isWaiting && !isBlank;
  const note = waits ? 'Sends when the file is there.' : isAsking ? 'Send again to go without what was refused.' : '';
  return { ...handlers, attachments, isBlank, isWaiting: waits, note, send };
}
