import { memo, useState } from 'react';
import type { AnswerPart } from '../panels/part.ts';
import { ANSWER_PARTS } from '../panels/registry.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorBoundary } from '../parts/error-boundary.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Problem } from '../parts/problem.tsx';
import { Progress } from './progress.tsx';
import type { Row } from './rows.ts';

/** What can be done with an answer. Stable functions: they are handed to every row. */
export interface AnswerActions {
  /** Asks the same question again, as a branch beside this answer. */
  retry(row: Row): void;
  /** Asks for the rest of an answer that broke off. */
  goOn(row: Row): void;
}

interface AnswerProps {
  readonly row: Row;
  /** True of the newest answer: only that can be gone on with, as the rest would come at the end. */
  readonly isLast: boolean;
  readonly speaker: string;
  readonly assistant: string;
  readonly actions: AnswerActions;
}

/** An answer, while it comes and afterwards. */
export const Answer = memo(function Answer({ row, isLast, speaker, assistant, actions }: AnswerProps) {
  const { text, status, live } = row;
  const isGrowing = status === 'running' || status === 'sending';
  const parts = ANSWER_PARTS.filter((part) => part.appliesTo({ assistant, row }));
  return (
    <article className="answer" aria-label={`${speaker} said`} aria-busy={isGrowing} data-status={status}>
      {isGrowing ? <Progress live={live} isWaiting={text === ''} speaker={speaker} /> : null}
      {parts.map(({ id, place, View }) => (place === 'above' ? <Part key={id} View={View} row={row} /> : null))}
      {text === '' ? null : <Markdown text={text} isGrowing={isGrowing} />}
      {parts.map(({ id, place, View }) => (place === 'below' ? <Part key={id} View={View} row={row} /> : null))}
      <Ending row={row} isLast={isLast} actions={actions} />
      {isGrowing ? null : (
        <footer className="tools">
          {text === '' ? null : <CopyButton text={text} label="Copy answer" />}
          {status === 'complete' ? <AskAgain isLast={isLast} onPress={() => actions.retry(row)} /> : null}
        </footer>
      )}
    </article>
  );
});

function Part({ View, row }: { readonly View: AnswerPart['View']; readonly row: Row }) {
  return (
    <ErrorBoundary what="what belongs to this answer">
      <View row={row} />
    </ErrorBoundary>
  );
}

/** How an answer ended, where it did not end by itself. */
function Ending({ row, isLast, actions }: Pick<AnswerProps, 'row' | 'isLast' | 'actions'>) {
  const { status, live, text } = row;
  const canGoOn = isLast && text !== '';
  if (status === 'cancelled' || status === 'interrupted') {
    return (
      <div className="ending">
        <span>
          {status === 'cancelled' ? 'Stopped' : 'The server was restarted'}
          {text === '' ? ' before anything was said.' : '. What was said is kept.'}
        </span>
        {canGoOn ? <Tool icon="forward" label="Continue" isShown onPress={() => actions.goOn(row)} /> : null}
        {text === '' ? <AskAgain isLast={isLast} isShown onPress={() => actions.retry(row)} /> : null}
      </div>
    );
  }
  if (status === 'error') {
    const message = live?.failure?.message ?? 'This answer broke off.';
    const id = live?.correlationId ?? undefined;
    const again = canGoOn ? 'Ask again, or go on.' : 'Ask again.';
    const advice = live?.failure?.retryable === false ? 'Change the message and send it again.' : again;
    return (
      <Problem error={{ message, advice, correlationId: id }}>
        <AskAgain isLast={isLast} isShown onPress={() => actions.retry(row)} />
        {canGoOn ? <Tool icon="forward" label="Continue" isShown onPress={() => actions.goOn(row)} /> : null}
      </Problem>
    );
  }
  const error = live?.error ?? null;
  return status === 'refused' && error !== null ? <Problem error={error} /> : null;
}

/** Said before a branch is begun in the middle of a conversation. */
export const WHAT_FOLLOWS = 'What follows leaves this branch.';

/** Asks again at once, or asks back first where something follows, as there is no way back to it on this page. */
function AskAgain({ isLast, ...tool }: Pick<ToolProps, 'isShown' | 'onPress'> & Pick<AnswerProps, 'isLast'>) {
  const [isAsking, setAsking] = useState(false);
  if (isLast || !isAsking)
    return <Tool icon="retry" label="Ask again" {...tool} onPress={isLast ? tool.onPress : () => setAsking(true)} />;
  return (
    <span className="asking" role="group" aria-label="Ask again?">
      <span className="fine">{WHAT_FOLLOWS}</span>
      <button type="button" className="soft" autoFocus onClick={tool.onPress}>
        Ask again
      </button>
      <button type="button" className="soft" onClick={() => setAsking(false)}>
        Leave it
      </button>
    </span>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  /** True: the label is read beside the icon. Default: only by screen readers and on hovering. */
  readonly isShown?: boolean;
  readonly onPress: () => void;
}

export function Tool({ icon, label, isShown = false, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className={isShown ? 'soft' : 'quiet'}
      aria-label={isShown ? undefined : label}
      title={isShown ? undefined : label}
      onClick={onPress}
    >
      <Icon name={icon} />
      {isShown ? <span>{label}</span> : null}
    </button>
  );
}
