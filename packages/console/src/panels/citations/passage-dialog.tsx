import type { TurnState } from '@parlance/client';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { useEscape } from '../../shortcuts/escape.ts';
import { readPassage, type Passage } from './read-passage.ts';

interface PassageDialogProps {
  readonly citation: TurnState['citations'][number];
  readonly onClose: () => void;
}

/** The page that a citation names, with the words that it quotes marked and in sight. */
export function PassageDialog({ citation, onClose }: PassageDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [passage, setPassage] = useState<Passage | 'unknown' | null>(null);
  useEscape(true, () => dialog.current?.close());
  useEffect(() => {
    dialog.current?.showModal();
    let isCurrent = true;
    readPassage(citation).then(
      (found) => isCurrent && setPassage(found ?? 'unknown'),
      () => isCurrent && setPassage('unknown'),
    );
    return () => {
      isCurrent = false;
    };
  }, [citation]);
  const { source, quote } = citation;
  return (
    <dialog ref={dialog} className="passage" aria-label={`Passage in ${source.title}`} onClose={onClose}>
      <header>
        <h2>
          {source.title}
          {source.page === undefined ? null : <span className="passage-page">page {source.page}</span>}
        </h2>
        <button type="button" className="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {passage === null ? (
        <p className="fine">Opening</p>
      ) : passage === 'unknown' ? (
        <>
          {quote === undefined ? null : <blockquote dir="auto">{quote}</blockquote>}
          <p className="fine">The page itself is no longer kept here, or is not yours to read.</p>
        </>
      ) : (
        <Page passage={passage} />
      )}
    </dialog>
  );
}

function Page({ passage: { before, quote, after } }: { readonly passage: Passage }) {
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <div className="passage-text" dir="auto" tabIndex={0} role="region" aria-label="The page">
      {before}
      {quote === '' ? null : <mark ref={mark}>{quote}</mark>}
      {after}
    </div>
  );
}
