import './details.css';
import type { OpenConversation } from '../../conversation/open-conversation.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { useStore } from '../../parts/store.ts';
import type { SidePanel } from '../part.ts';

/** Under which names a conversation and its last turn are known: for the API, the log, and whoever is asked for help. */
export const detailsPanel: SidePanel = {
  id: 'details',
  title: 'Details',
  capability: null,
  View: Details,
};

function Details({ conversation }: { readonly conversation: OpenConversation }) {
  const { conversation: data, stored, live } = useStore(conversation.view);
  const last = live.at(-1) ?? stored.at(-1);
  const model = live.flatMap((row) => row.live?.model ?? []).at(-1) ?? null;
  const lines: readonly (readonly [name: string, value: string | null])[] = [
    ['Conversation', conversation.id],
    ['Assistant', data?.assistant ?? null],
    ['Begun', data === null ? null : new Date(data.createdAt).toLocaleString()],
    ['Model of the last answer', model],
    ['Last turn', last?.turn ?? null],
  ];
  return (
    <dl className="details">
      {lines.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span>{value}</span>
              <CopyButton text={value} label={`Copy: ${name}`} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
