import './markdown.css';
import { memo } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';
import { highlightLine, type CodeState } from './highlight.ts';

/** Longer code is shown in one colour: a line more must stay cheap while the answer comes. */
const HIGHLIGHT_LENGTH = 30_000;

interface CodeBlockProps {
  readonly code: string;
  /** As the answer names it; '' where it does not. */
  readonly language: string;
}

/** Code as it was written, with its language and a button that copies it. */
export const CodeBlock = memo(function CodeBlock({ code, language }: CodeBlockProps) {
  const text = code.endsWith('\n') ? code.slice(0, -1) : code;
  return (
    <figure className="code">
      <figcaption>
        <span>{language === '' ? 'code' : language}</span>
        <CopyButton text={text} label="Copy code" />
      </figcaption>
      {/* A region that scrolls has to be reachable by keyboard. */}
      <pre tabIndex={0} aria-label={language === '' ? 'Code' : `Code in ${language}`}>
        <code>{text.length > HIGHLIGHT_LENGTH ? text : <Lines text={text} language={language.toLowerCase()} />}</code>
      </pre>
    </figure>
  );
});

function Lines({ text, language }: { readonly text: string; readonly language: string }) {
  let state: CodeState = null;
  return text.split('\n').map((line, index) => {
    const before = state;
    [, state] = highlightLine(line, language, before);
    // A line's number is what it is: lines are never moved.
    // oxlint-disable-next-line react/no-array-index-key -- see above
    return <Line key={index} text={line} language={language} state={before} isFirst={index === 0} />;
  });
}

interface LineProps {
  readonly text: string;
  readonly language: string;
  readonly state: CodeState;
  readonly isFirst: boolean;
}

const Line = memo(function Line({ text, language, state, isFirst }: LineProps) {
  const [spans] = highlightLine(text, language, state);
  return (
    <>
      {isFirst ? '' : '\n'}
      {spans.map(({ kind, text: part }, index) =>
        kind === 'plain' ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- spans have no other name than their place
          <span key={index} className={kind}>
            {part}
          </span>
        ),
      )}
    </>
  );
});
