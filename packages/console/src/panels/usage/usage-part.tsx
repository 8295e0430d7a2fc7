import './usage.css';
import type { Row } from '../../conversation/rows.ts';
import type { AnswerPart } from '../part.ts';

/** What an answer took, once it has ended: tokens, points, and who counted. */
export const usagePart: AnswerPart = {
  id: 'usage',
  place: 'below',
  appliesTo: ({ row }) => row.status !== 'running' && (row.live?.usage ?? null) !== null,
  View: Usage,
};

function Usage({ row }: { readonly row: Row }) {
  const usage = row.live?.usage ?? null;
  if (usage === null) return null;
  const { input, output, points, model, estimated } = usage;
  const about = estimated ? 'about ' : '';
  return (
    <p className="usage">
      {model} · {about}
      {(input + output).toLocaleString()} tokens{points === undefined ? '' : ` · ${points.toLocaleString()} points`}
    </p>
  );
}
