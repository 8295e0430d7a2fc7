import './stream.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { client, server } from '../../app/server.ts';
import type { OpenConversation } from '../../conversation/open-conversation.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { useStore } from '../../parts/store.ts';
import { curlOf, requestsFor } from './curl.ts';
import { RawStream, type RawLine, type RawView } from './raw-stream.ts';

const FORMATS = ['native', 'assistant', 'milo', 'studyguru', 'jacie', 'staff'] as const;

/** The frames of the newest answer as they are on the wire, in any format. */
export function StreamPanel({ conversation }: { readonly conversation: OpenConversation }) {
  const { stored, live, conversation: data } = useStore(conversation.view);
  const { hasToken } = useStore(server);
  const [format, setFormat] = useState<string>('native');
  const rows = [...stored.slice(-2), ...live];
  const turn = rows.findLast((row) => row.turn !== null)?.turn ?? null;
  const message = rows.findLast(({ role }) => role === 'user')?.text ?? '';
  if (turn === null) return <p className="fine">Send a message, and its frames appear here as they arrive.</p>;
  const requests = requestsFor(data?.assistant ?? '', conversation.id, turn, message);
  return (
    <div className="stream">
      <label className="format">
        <span>Format</span>
        <select value={format} onChange={({ target }) => setFormat(target.value)}>
          {FORMATS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <Frames key={`${turn} ${format}`} turn={turn} format={format} />
      <h3>As curl</h3>
      <ul className="requests">
        {requests.map((request) => {
          const command = curlOf(request, client.api.base, hasToken);
          return (
            <li key={request.title}>
              <span title={command}>{request.title}</span>
              <CopyButton text={command} label={`Copy as curl: ${request.title}`} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Frames({ turn, format }: { readonly turn: string; readonly format: string }) {
  const [stream, setStream] = useState<RawStream | null>(null);
  useEffect(() => {
    const opened = new RawStream(`/api/v1/turns/${encodeURIComponent(turn)}/events?format=${format}`);
    setStream(opened);
    return () => opened.close();
  }, [turn, format]);
  return stream === null ? null : <Opened stream={stream} />;
}

const STATES: Readonly<Record<RawView['state'], string>> = {
  opening: 'Opening',
  open: 'Open',
  cut: 'Cut; resuming',
  ended: 'Ended',
  failed: 'Broken off',
};

function Opened({ stream }: { readonly stream: RawStream }) {
  const view = useStore(stream.view);
  const list = useRef<HTMLOListElement>(null);
  const newest = view.lines.at(-1)?.key ?? 0;
  useEffect(() => {
    const frame = list.current;
    if (frame !== null) frame.scrollTop = frame.scrollHeight;
  }, [newest]);
  return (
    <>
      <div className="stream-bar">
        <span className="stream-state" data-state={view.state} role="status">
          {STATES[view.state]}
        </span>
        <button type="button" className="soft" disabled={view.state !== 'open'} onClick={() => stream.cut()}>
          Cut my connection
        </button>
      </div>
      <Figures view={view} />
      <ol className="frames" ref={list} tabIndex={0} aria-label="Frames">
        {view.lines.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </ol>
    </>
  );
}

function Figures({ view: { frames, firstMs, longestGapMs, lines, resumes } }: { readonly view: RawView }) {
  const lastAt = lines.at(-1)?.at ?? 0;
  const seconds = firstMs === null ? 0 : (lastAt - firstMs) / 1_000;
  const figures = useMemo(
    () => [
      ['frames', frames.toLocaleString()],
      ['first after', firstMs === null ? '–' : `${firstMs.toFixed(0)} ms`],
      ['a second', seconds < 0.05 ? '–' : (frames / seconds).toFixed(0)],
      ['longest gap', `${longestGapMs.toFixed(0)} ms`],
      ['resumed', `${resumes} ×`],
    ],
    [frames, firstMs, seconds, longestGapMs, resumes],
  );
  return (
    <dl className="stream-figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Line({ line: { kind, at, text } }: { readonly line: RawLine }) {
  return (
    <li data-kind={kind}>
      <span className="frame-at">{(at / 1_000).toFixed(3)}</span>
      <pre>{text}</pre>
    </li>
  );
}
