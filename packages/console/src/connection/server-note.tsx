import './connection.css';
import { Link } from '../app/link.tsx';
import { server } from '../app/server.ts';
import { useStore } from '../parts/store.ts';

/** How the server is, in a few words: reached or not, with a real model or without. */
export function ServerNote() {
  const { isReachable, isOfflineModel, degraded, assistants } = useStore(server);
  if (!isReachable) return <p className="server-note away">Reconnecting</p>;
  if (assistants === null) return <p className="server-note">Connecting</p>;
  if (degraded.length > 0) return <p className="server-note away">Without {degraded.join(', ')}</p>;
  return (
    <p className="server-note here">
      {isOfflineModel ? <Link to={{ kind: 'page', name: 'models' }}>Offline model</Link> : 'Connected'}
    </p>
  );
}
