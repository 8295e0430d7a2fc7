import type { ClientError } from '@parlance/client';
import { useEffect, useState } from 'react';
import { client, noteFailure } from '../../app/server.ts';
import { asClientError } from '../../parts/failures.ts';
import { readOperations, type Operations } from './operations-data.ts';

const EVERY_MS = 2_000;

/** Read again every two seconds while the page is seen. What was read last stays while the server is away. */
export function useOperations(): { readonly now: Operations | null; readonly error: ClientError | null } {
  const [now, setNow] = useState<Operations | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        try {
          const json = await client.api.json({ path: '/api/v1/operations' });
          if (!isCurrent) return;
          setNow(readOperations(json));
          setError(null);
        } catch (thrown) {
          noteFailure(thrown);
          if (isCurrent) setError(asClientError(thrown));
        }
      }
      if (isCurrent) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, []);
  return { now, error };
}
