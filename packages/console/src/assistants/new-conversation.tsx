import '../conversation/conversation.css';
import './new-conversation.css';
import type { ClientError } from '@parlance/client';
import { useState } from 'react';
import { navigate } from '../app/router.ts';
import { client, noteFailure, server } from '../app/server.ts';
import { Composer } from '../conversation/composer.tsx';
import { drafts } from '../conversation/drafts.ts';
import { openConversation } from '../conversation/opened.ts';
import type { Media } from '../conversation/use-sending.ts';
import { asClientError } from '../parts/failures.ts';
import { Problem } from '../parts/problem.tsx';
import { useStore } from '../parts/store.ts';
import { addConversation } from '../sidebar/conversation-list.ts';
import { characterOf, type Character } from './characters.ts';
import { Mark } from './mark.tsx';
import { OfflineNote } from './offline-note.tsx';
import { titleFrom } from './title-from.ts';

/** An assistant before the first message: who it is, what it can do, and what one could ask. */
export function NewConversation({ assistant }: { readonly assistant: string }) {
  const { assistants, isReachable } = useStore(server);
  const character = characterOf(
    assistant,
    assistants?.find(({ name }) => name === assistant),
  );
  const [draft, setDraft] = useState(drafts.get(assistant) ?? '');
  const [isBeginning, setBeginning] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const change = (text: string): void => {
    drafts.set(assistant, text);
    setDraft(text);
  };
  const begin = async (text: string, media: Media = []): Promise<boolean> => {
    setBeginning(true);
    setError(null);
    try {
      const conversation = await client.conversations.create({ assistant, title: titleFrom(text) });
      addConversation(conversation);
      openConversation(conversation.id).send(text, { media });
      change('');
      navigate({ kind: 'conversation', id: conversation.id }, { replace: true });
      return true;
    } catch (thrown) {
      noteFailure(thrown);
      setError(asClientError(thrown));
      setBeginning(false);
      return false;
    }
  };
  // That the server was away is no longer worth saying once it is back.
  const problem = error?.kind === 'network' && isReachable ? null : error;
  return (
    <div className="conversation" data-assistant={assistant}>
      <div className="scroller">
        <Welcome character={character} isBeginning={isBeginning} onPrompt={(prompt) => void begin(prompt)} />
      </div>
      <div className="foot">
        {problem === null ? null : <Problem error={problem} />}
        <Composer
          draft={draft}
          placeholder={character.placeholder}
          isBusy={false}
          isDisabled={isBeginning}
          onDraft={change}
          onSend={begin}
          onStop={() => undefined}
        />
      </div>
    </div>
  );
}

interface WelcomeProps {
  readonly character: Character;
  readonly isBeginning: boolean;
  readonly onPrompt: (prompt: string) => void;
}

function Welcome({ character, isBeginning, onPrompt }: WelcomeProps) {
  return (
    <section className="welcome">
      <Mark name={character.mark} size="large" />
      <h1>{character.name}</h1>
      <p className="line">{character.line}</p>
      <p className="about">{character.about}</p>
      <ul className="prompts" aria-label="You could begin with">
        {character.prompts.map((prompt) => (
          <li key={prompt}>
            <button type="button" disabled={isBeginning} onClick={() => onPrompt(prompt)}>
              {prompt}
            </button>
          </li>
        ))}
      </ul>
      <OfflineNote />
    </section>
  );
}
