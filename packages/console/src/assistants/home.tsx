import './assistants.css';
import type { Assistant } from '@parlance/client';
import { Link } from '../app/link.tsx';
import { server } from '../app/server.ts';
import { useStore } from '../parts/store.ts';
import { characterOf, OFFER_ORDER } from './characters.ts';
import { Mark } from './mark.tsx';
import { OfflineNote } from './offline-note.tsx';

/** Whom to talk to. */
export function Home() {
  const { assistants } = useStore(server);
  const offered = (assistants ?? []).toSorted((one, other) => placeOf(one) - placeOf(other));
  return (
    <div className="page home">
      <h1>Who would you like to talk to?</h1>
      <OfflineNote />
      <ul className="assistants">
        {offered.map((assistant) => {
          const character = characterOf(assistant.name, assistant);
          return (
            <li key={assistant.name} data-assistant={assistant.name}>
              <Link to={{ kind: 'new', assistant: assistant.name }}>
                <Mark name={character.mark} size="large" />
                <span className="name">{character.name}</span>
                <span className="line">{character.line}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <p className="fine">
        Whatever you say is stored on your server before it is answered. Reload, lose the connection or kill the server:
        the conversation is there. <a href="/docs">The same as an API</a>
      </p>
    </div>
  );
}

function placeOf({ name }: Assistant): number {
  const place = OFFER_ORDER.indexOf(name);
  return place < 0 ? OFFER_ORDER.length : place;
}
