import './connection.css';
import { server } from '../app/server.ts';
import { useStore } from '../parts/store.ts';

/** Says that the server is away, that nothing is lost, and what to do if it stays away. */
export function AwayBar() {
  const { isReachable } = useStore(server);
  return (
    <div role="status" className={isReachable ? 'unseen' : 'away-bar'}>
      {isReachable
        ? ''
        : navigator.onLine
          ? 'The server cannot be reached. Trying again every second; what was said is stored there. Is it running? Start it with “npm start”.'
          : 'This device is offline. The page goes on by itself when it is back.'}
    </div>
  );
}
