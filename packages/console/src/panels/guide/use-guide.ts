import { useEffect, useState } from 'react';
import { client, noteFailure } from '../../app/server.ts';
import type { ConversationView, OpenConversation } from '../../conversation/open-conversation.ts';
import { useStore } from '../../parts/store.ts';
import { readKept, readOutline, standingOf, type KeptState, type Outline, type Standing } from './guide-data.ts';

const outlines = new Map<string, Promise<Outline>>();

/** The guide that a conversation follows, and where it stands: as stored, and as the answer under way moves it. */
export function useGuide(conversation: OpenConversation): { readonly outline: Outline; readonly at: Standing } | null {
  const view = useStore(conversation.view);
  const assistant = view.conversation?.assistant ?? null;
  const [outline, setOutline] = useState<Outline | null>(null);
  const [stored, setStored] = useState<KeptState>({ version: 0, data: null });
  useEffect(() => {
    let isCurrent = true;
    if (assistant === null) return undefined;
    outlineOf(assistant).then((read) => isCurrent && setOutline(read), noteFailure);
    return () => {
      isCurrent = false;
    };
  }, [assistant]);
  const newest = view.stored.at(-1)?.key ?? null;
  useEffect(() => {
    let isCurrent = true;
    const path = `/api/v1/conversations/${encodeURIComponent(conversation.id)}/states/guide`;
    client.api.json({ path }).then((json) => isCurrent && setStored(readKept(json)), noteFailure);
    return () => {
      isCurrent = false;
    };
  }, [conversation, newest]);
  if (outline === null) return null;
  const at = standingOf(stored, changesIn(view));
  return { outline, at: at.step === '' ? { ...at, step: outline.steps[0]?.id ?? '' } : at };
}

/** What the turns that this page follows have changed, the oldest first. */
function changesIn({ live }: ConversationView): readonly KeptState[] {
  return live.flatMap((row) => (row.live?.states['guide'] === undefined ? [] : [row.live.states['guide']]));
}

function outlineOf(assistant: string): Promise<Outline> {
  const known = outlines.get(assistant);
  if (known !== undefined) return known;
  const reading = client.api
    .json({ path: `/api/v1/assistants/${encodeURIComponent(assistant)}/guide` })
    .then(readOutline);
  outlines.set(assistant, reading);
  // A failure is not kept: the next conversation asks again.
  reading.catch(() => outlines.delete(assistant));
  return reading;
}
