import './citations.css';
import type { TurnState } from '@parlance/client';
import { useEffect, useRef, useState } from 'react';
import type { Row } from '../../conversation/rows.ts';
import { useTurn } from '../../conversation/use-turn.ts';
import { SafeLink } from '../../markdown/render.tsx';
import type { AnswerPart } from '../part.ts';
import { matchMarkers, type Marker } from './match-markers.ts';
import { PassageDialog } from './passage-dialog.tsx';

const REFERENCE = '[data-reference]';

type Citation = TurnState['citations'][number];

/** What an answer rests on: each reference with its document and page, which open at the passage. */
export const citationsPart: AnswerPart = {
  id: 'citations',
  place: 'below',
  // Answers of the history are looked at only where their words refer to something.
  appliesTo: ({ row }) => (row.live === null ? /\[[a-z]{1,2}\d{1,3}\]/.test(row.text) : row.live.citations.length > 0),
  View: Citations,
};

function Citations({ row }: { readonly row: Row }) {
  const citations = useTurn(row)?.citations ?? [];
  const [opened, setOpened] = useState<Citation | null>(null);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // References in the answer's text open the same passages.
    const answer = list.current?.closest('article');
    const open = ({ target }: Event): void => {
      const reference = target instanceof Element ? target.closest(REFERENCE) : null;
      if (answer === null || answer === undefined || reference === null) return;
      const references = [...answer.querySelectorAll(REFERENCE)];
      const found = matchMarkers(references.map(markerOf), citations)[references.indexOf(reference)];
      if (found !== undefined) setOpened(found);
    };
    answer?.addEventListener('click', open);
    return () => answer?.removeEventListener('click', open);
  }, [citations]);
  if (citations.length === 0) return null;
  return (
    <>
      <ol className="citations" aria-label="Sources" ref={list}>
        {citations.map((citation, index) => (
          // Ids repeat where several passages of one text are quoted; the list only ever grows at its end.
          <li key={index}>
            <span className="citation-id">{citation.id}</span>
            <Source citation={citation} onOpen={() => setOpened(citation)} />
          </li>
        ))}
      </ol>
      {opened === null ? null : <PassageDialog citation={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

/** A reference with what is said before it, back to the one before or to the beginning of its paragraph. */
function markerOf(reference: Element, index: number, references: readonly Element[]): Marker {
  const said = document.createRange();
  const before = references[index - 1];
  const block = reference.closest('p, li, td, th, h3, h4, h5, h6') ?? reference;
  said.setStartBefore(block);
  if (before !== undefined && block.contains(before)) said.setStartAfter(before);
  said.setEndBefore(reference);
  return { id: reference.getAttribute('data-reference') ?? '', statement: said.toString() };
}

function Source({ citation, onOpen }: { readonly citation: Citation; readonly onOpen: () => void }) {
  const { source, quote } = citation;
  if (source.kind === 'url') return <SafeLink address={source.ref}>{source.title}</SafeLink>;
  return (
    <button type="button" className="source" onClick={onOpen}>
      <span className="source-title">
        {source.title}
        {source.page === undefined ? '' : `, page ${source.page}`}
      </span>
      {quote === undefined ? null : <q>{quote}</q>}
    </button>
  );
}
