import './operations.css';
import type { ReactNode } from 'react';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import type { LiveTurn, Operations, Problem as Trouble, Spread } from './operations-data.ts';
import { useOperations } from './use-operations.ts';

/** How the server is doing, for administrators and for whoever sits at its machine. */
export function OperationsPage() {
  const { now, error } = useOperations();
  return (
    <article className="page operations">
      <h1>Operations</h1>
      {error === null || now !== null ? null : <Problem error={error} />}
      {now === null ? error === null ? <p className="fine">Reading</p> : null : <Shown now={now} />}
    </article>
  );
}

function Shown({ now }: { readonly now: Operations }) {
  const { open, minute } = now;
  const ended = minute.completed + minute.failed + minute.cancelled;
  return (
    <>
      {now.degraded.length === 0 ? null : <p className="degraded">Working without: {now.degraded.join(', ')}</p>}
      <dl className="figures">
        <Figure name="Answers under way" value={open.turns} note={`${open.streams} streams are read`} />
        <Figure name="First word" value={milliseconds(minute.firstContent?.p50)} note={slow(minute.firstContent)} />
        <Figure
          name="Speed of an answer"
          value={minute.tokensPerSecond === null ? '–' : `${Math.round(minute.tokensPerSecond)}/s`}
          note={`${minute.tokens.toLocaleString()} tokens this minute`}
        />
        <Figure name="Commit" value={milliseconds(minute.commit?.p50)} note={slow(minute.commit)} />
        <Figure
          name="Answers this minute"
          value={ended}
          note={minute.failed === 0 ? 'none failed' : `${minute.failed} failed`}
        />
        <Figure
          name="Memory"
          value={`${Math.round(now.memoryBytes / 1_048_576)} MB`}
          note={`${Math.round(now.memoryShare * 100)} % of what it may use`}
        />
      </dl>
      <p className="fine">
        Up for {duration(now.uptimeSeconds)} · {open.connections} connections · event loop {now.loopLateMs.toFixed(1)}{' '}
        ms late · every figure is of the last minute
      </p>
      <Turns turns={now.turns} />
      <Problems problems={now.problems} />
    </>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly note: string;
}

function Figure({ name, value, note }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="figure">{value}</dd>
      <dd className="fine">{note}</dd>
    </div>
  );
}

function Turns({ turns }: { readonly turns: readonly LiveTurn[] }) {
  return (
    <section>
      <h2>Under way</h2>
      {turns.length === 0 ? <p className="fine">Nobody waits for an answer.</p> : null}
      <ul className="rows">
        {turns.map(({ turn, assistant, mount, model, owner, sinceMs, firstContentMs }) => (
          <li key={turn}>
            <strong>{assistant}</strong>
            <span>
              {model} for {owner}
              {mount === 'native' ? '' : `, asked in ${mount}`}
            </span>
            <span className="fine">
              {duration(sinceMs / 1_000)}
              {firstContentMs === null ? ', no word yet' : `, first word after ${milliseconds(firstContentMs)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Problems({ problems }: { readonly problems: readonly Trouble[] }) {
  return (
    <section>
      <h2>Recent problems</h2>
      {problems.length === 0 ? <p className="fine">None since the start.</p> : null}
      <ul className="rows">
        {problems.map(({ at, level, event, correlationId, facts }, index) => (
          <li key={`${at} ${index}`} data-level={level}>
            <strong>{event.replaceAll('_', ' ')}</strong>
            <span>{facts.map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`).join(', ')}</span>
            <span className="fine">
              <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
              {correlationId === '' ? null : (
                <>
                  {' '}
                  {correlationId}
                  <CopyButton text={correlationId} label="Copy the correlation id" />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function milliseconds(value: number | undefined): string {
  if (value === undefined) return '–';
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function slow(spread: Spread | null): string {
  return spread === null ? 'nothing yet' : `${milliseconds(spread.p95)} at the 95th percentile`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
