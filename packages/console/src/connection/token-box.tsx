import './connection.css';
import { useState } from 'react';
import { setToken } from '../app/server.ts';

/** Asks for the token that the server wants, and says where one comes from. */
export function TokenBox({ hadToken }: { readonly hadToken: boolean }) {
  const [draft, setDraft] = useState('');
  return (
    <form
      className="page narrow token"
      onSubmit={(event) => {
        event.preventDefault();
        void setToken(draft.trim());
      }}
    >
      <h1>{hadToken ? 'The token is not valid any more' : 'This server wants to know who you are'}</h1>
      <p>
        Paste a token. On the server’s machine <code>npm run token -- --user alice</code> makes one; elsewhere ask
        whoever runs the server.
      </p>
      <label className="unseen" htmlFor="token">
        Token
      </label>
      <input
        id="token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <div className="actions">
        <button type="submit" className="primary" disabled={draft.trim() === ''}>
          Go on
        </button>
        {hadToken ? (
          <button type="button" className="soft" onClick={() => void setToken(null)}>
            Forget the token
          </button>
        ) : null}
      </div>
      <p className="fine">It is kept in this browser only, and sent to this server only.</p>
    </form>
  );
}
