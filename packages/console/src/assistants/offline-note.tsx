import './assistants.css';
import { Link } from '../app/link.tsx';
import { server } from '../app/server.ts';
import { useStore } from '../parts/store.ts';

/** Says that the offline model answers, and how to have a real one; nothing where a real one does. */
export function OfflineNote() {
  const { isOfflineModel } = useStore(server);
  if (!isOfflineModel) return null;
  return (
    <p className="offline-note">
      The offline model answers: it quotes what the assistants know and needs no key. Set <code>OPENAI_API_KEY</code>,{' '}
      <code>ANTHROPIC_API_KEY</code> or <code>OPENAI_BASE_URL</code> for a real one.{' '}
      <Link to={{ kind: 'page', name: 'models' }}>How</Link>
    </p>
  );
}
