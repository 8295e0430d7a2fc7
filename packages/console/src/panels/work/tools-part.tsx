import './work.css';
import type { ToolCall } from '@parlance/client';
import type { Row } from '../../conversation/rows.ts';
import type { AnswerPart } from '../part.ts';

/** The tools that an answer used: with what they were asked, and what they gave. */
export const toolsPart: AnswerPart = {
  id: 'tools',
  place: 'above',
  appliesTo: ({ row }) => (row.live?.tools.length ?? 0) > 0,
  View: Tools,
};

function Tools({ row }: { readonly row: Row }) {
  return (row.live?.tools ?? []).map((tool) => <Tool key={tool.call} tool={tool} />);
}

function Tool({ tool: { name, arguments: given, input, output, isError } }: { readonly tool: ToolCall }) {
  const state = output === undefined ? 'is being used' : isError ? 'failed' : 'was used';
  return (
    <details className="work" data-failed={isError ? '' : undefined}>
      <summary className="fine">
        The tool “{name.replaceAll('_', ' ')}” {state}
      </summary>
      <pre>{input === undefined ? given : JSON.stringify(input, null, 2)}</pre>
      {output === undefined ? null : <pre>{typeof output === 'string' ? output : JSON.stringify(output, null, 2)}</pre>}
    </details>
  );
}
