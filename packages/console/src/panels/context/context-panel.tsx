import './context.css';
import { useEffect, useState } from 'react';
import { client, noteFailure } from '../../app/server.ts';
import type { OpenConversation } from '../../conversation/open-conversation.ts';
import { listOf, numberOf, textOf } from '../../parts/json.ts';
import { useStore } from '../../parts/store.ts';

interface Block {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly tokens: number;
}

/** What the model was shown for the newest answer, word for word. */
export function ContextPanel({ conversation }: { readonly conversation: OpenConversation }) {
  const { stored, live } = useStore(conversation.view);
  const turn = [...stored.slice(-2), ...live].findLast((row) => row.role === 'assistant' && hasEnded(row.status))?.turn;
  const [blocks, setBlocks] = useState<readonly Block[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    setBlocks(null);
    if (typeof turn !== 'string') return undefined;
    client.api.json({ path: `/api/v1/turns/${encodeURIComponent(turn)}/context` }).then(
      (json) => isCurrent && setBlocks(listOf(json, 'blocks').map(toBlock)),
      (error: unknown) => {
        noteFailure(error);
        if (isCurrent) setBlocks([]);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [turn]);
  if (typeof turn !== 'string')
    return <p className="fine">After the first answer, what the model was shown stands here.</p>;
  if (blocks === null) return <p className="fine">Reading</p>;
  if (blocks.length === 0) return <p className="fine">No context is kept of this answer.</p>;
  const tokens = blocks.reduce((sum, block) => sum + block.tokens, 0);
  return (
    <>
      <p className="fine">
        About {tokens.toLocaleString()} tokens in {blocks.length} parts, in the order in which they were sent.
      </p>
      <ol className="context">
        {blocks.map((block, index) => (
          <li key={`${block.id} ${index}`}>
            <details open={block.kind !== 'system' && block.tokens < 120}>
              <summary>
                <span className="context-kind" data-kind={block.kind}>
                  {block.kind}
                </span>
                <span className="fine">{block.tokens.toLocaleString()} tokens</span>
              </summary>
              <pre>{block.text}</pre>
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}

function hasEnded(status: string): boolean {
  return status !== 'sending' && status !== 'running';
}

function toBlock(json: unknown): Block {
  return {
    id: textOf(json, 'id'),
    kind: textOf(json, 'kind'),
    text: textOf(json, 'text'),
    tokens: numberOf(json, 'tokens') ?? 0,
  };
}
