import { StrictMode, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../../src/index.ts';
import { ParlanceProvider, useChat, useStaffStreaming } from '../../src/react/index.ts';

// What a test wants is in the address: ?server=…&view=chat|staff&conversation=…
const query = new URLSearchParams(location.search);

function ChatView() {
  const [conversation, setConversation] = useState(query.get('conversation'));
  const renders = useRef(0);
  renders.current += 1;
  const chat = useChat({
    conversation,
    onConversation: (id) => {
      setConversation(id);
      const address = new URL(location.href);
      address.searchParams.set('conversation', id);
      history.replaceState(null, '', address);
    },
  });
  Object.assign(globalThis, { chat, renders: renders.current });
  return (
    <ol>
      {chat.messages.map(({ key, role, text, status }) => (
        <li key={key} className={role} data-status={status}>
          {text}
        </li>
      ))}
    </ol>
  );
}

function StaffView() {
  const staff = useStaffStreaming('maya');
  Object.assign(globalThis, { staff });
  return <p className="assistant">{staff.streamingContent}</p>;
}

function Page() {
  const [isShown, setShown] = useState(true);
  Object.assign(globalThis, { setShown });
  const View = query.get('view') === 'staff' ? StaffView : ChatView;
  return isShown ? <View /> : null;
}

let frames = 0;
const countFrame = (): void => {
  frames += 1;
  Object.assign(globalThis, { frames });
  requestAnimationFrame(countFrame);
};
countFrame();

const client = createClient({ url: query.get('server') ?? '', backoff: { firstMs: 20, longestMs: 200 } });
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
createRoot(root).render(
  <StrictMode>
    <ParlanceProvider client={client}>
      <Page />
    </ParlanceProvider>
  </StrictMode>,
);
