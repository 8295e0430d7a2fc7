import './composer.css';
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { AttachmentList } from '../attachments/attachment-list.tsx';
import { FileButton } from '../attachments/file-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useSending, type SendingOptions } from './use-sending.ts';

/** What the server takes with messages; it looks at the content itself. */
const ACCEPT = 'image/png,image/jpeg,image/gif,image/webp,application/pdf';

interface ComposerProps extends Pick<SendingOptions, 'draft' | 'onSend'> {
  readonly placeholder: string;
  /** True while an answer comes; the button stops it then, unless something has been typed. */
  readonly isBusy: boolean;
  readonly isDisabled?: boolean;
  readonly onDraft: (draft: string) => void;
  readonly onStop: () => void;
}

/** Where one writes. Enter sends, Shift+Enter breaks the line; what is typed while an answer comes waits its turn. */
export function Composer({ draft, placeholder, isBusy, isDisabled = false, onDraft, onSend, onStop }: ComposerProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  useGrowing(box, draft);
  useEffect(() => {
    // On a touch screen the keyboard would cover what is to be read.
    if (matchMedia('(hover: hover)').matches) box.current?.focus();
  }, []);
  const { attachments, isBlank, isWaiting, note, send, onPaste, dropZone } = useSending({ draft, isDisabled, onSend });
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter also ends a word that is being composed from several keys, as in Japanese.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="composer"
      {...dropZone}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <AttachmentList attachments={attachments} />
      <span className="fine left-out" role="status">
        {note}
      </span>
      <FileButton label="Attach images or PDF documents" accept={ACCEPT} onFiles={(files) => attachments.add(files)} />
      <label className="unseen" htmlFor="composer">
        Message
      </label>
      <textarea
        id="composer"
        ref={box}
        rows={1}
        value={draft}
        placeholder={placeholder}
        maxLength={100_000}
        enterKeyHint="send"
        aria-describedby="composer-help"
        onChange={(event) => onDraft(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {isBusy && isBlank ? (
        <StopButton onStop={onStop} />
      ) : (
        <SendButton isDisabled={isBlank || isDisabled || isWaiting} />
      )}
      <span id="composer-help" className="unseen">
        Enter sends, Shift and Enter begins a new line, Escape stops the answer where nothing else is open.
      </span>
    </form>
  );
}

function StopButton({ onStop }: { readonly onStop: () => void }) {
  return (
    <button type="button" className="send" aria-label="Stop the answer" title="Stop (Esc)" onClick={onStop}>
      <Icon name="stop" />
    </button>
  );
}

function SendButton({ isDisabled }: { readonly isDisabled: boolean }) {
  return (
    <button type="submit" className="send" aria-label="Send" title="Send (Enter)" disabled={isDisabled}>
      <Icon name="send" />
    </button>
  );
}

/** Makes the box as high as its text, up to what the style sheet allows. */
function useGrowing(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [box, text]);
}
