import { createClient } from '@parlance/client';
import { ParlanceProvider, useChat, useStaffStreaming } from '@parlance/client/react';
import { StrictMode, useState, type FormEvent } from 'react';
import { createRoot } from 'react-dom/client';

function Chat() {
  const chat = useChat({ assistant: 'assistant' });
  const isBusy = chat.status === 'submitted' || chat.status === 'streaming';
  return (
    <section aria-label="Chat">
      {chat.messages.map(({ key, role, text, status }) => (
        <p key={key} className={role} data-status={status}>
          {text}
        </p>
      ))}
      {chat.connection?.state === 'waiting' && <p role="status">Reconnecting …</p>}
      {chat.error !== null && (
        <p role="alert">
          {chat.error.message} {chat.error.advice} <button onClick={() => void chat.retry()}>Try again</button>
        </p>
      )}
      <Ask onSend={(text) => void chat.send(text)} />
      {isBusy && <button onClick={() => void chat.stop()}>{chat.stopping === 'none' ? 'Stop' : 'Stopping …'}</button>}
    </section>
  );
}

function Staff({ staffId }: { readonly staffId: string }) {
  const { sendMessage, isStreaming, streamingContent, error, abortStream } = useStaffStreaming(staffId);
  return (
    <section aria-label="Staff">
      <p className="assistant">{streamingContent}</p>
      {error !== null && <p role="alert">{error}</p>}
      <Ask onSend={(text) => void sendMessage(text)} />
      {isStreaming && <button onClick={() => void abortStream()}>Stop</button>}
    </section>
  );
}

function Ask({ onSend }: { readonly onSend: (text: string) => void }) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSend(text);
    setText('');
  };
  return (
    <form onSubmit={submit}>
      <input aria-label="Message" value={text} onChange={(event) => setText(event.target.value)} />
      <button>Send</button>
    </form>
  );
}

// Where the page came from, unless its address says otherwise.
const client = createClient({ url: new URLSearchParams(location.search).get('server') ?? location.origin });
const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <ParlanceProvider client={client}>
      <Chat />
      <Staff staffId="maya" />
    </ParlanceProvider>
  </StrictMode>,
);
