import './points.css';
import { useEffect, useState } from 'react';
import { client, noteFailure } from '../../app/server.ts';
import type { OpenConversation } from '../../conversation/open-conversation.ts';
import { numberOf } from '../../parts/json.ts';
import { useStore } from '../../parts/store.ts';
import type { HeadPart } from '../part.ts';

/** What the user has left to spend where answers cost points. The cost of each answer stands below it. */
export const pointsBar: HeadPart = { id: 'points', capability: 'metering', View: PointsBar };

interface Account {
  readonly balance: number;
  readonly available: number;
}

function PointsBar({ conversation }: { readonly conversation: OpenConversation }) {
  const { isBusy, stored } = useStore(conversation.view);
  const [account, setAccount] = useState<Account | null>(null);
  const newest = stored.at(-1)?.key ?? null;
  // Held when an answer begins, paid when it ends: it is read at both.
  useEffect(() => {
    let isCurrent = true;
    client.api.json({ path: '/api/v1/points' }).then((json) => {
      if (isCurrent)
        setAccount({ balance: numberOf(json, 'balance') ?? 0, available: numberOf(json, 'available') ?? 0 });
    }, noteFailure);
    return () => {
      isCurrent = false;
    };
  }, [isBusy, newest]);
  if (account === null) return null;
  const held = account.balance - account.available;
  return (
    <p className="points" role="status">
      <strong>{account.balance.toLocaleString()} points</strong>
      {held > 0 ? <span>, {held.toLocaleString()} of them held for this answer</span> : null}
      {account.available <= 0 && held === 0 ? (
        <span className="points-empty"> An administrator can grant you more.</span>
      ) : null}
    </p>
  );
}
