import './work.css';
import type { TurnState } from '@parlance/client';
import type { Row } from '../../conversation/rows.ts';
import type { AnswerPart } from '../part.ts';

type Step = TurnState['progress'][number];

/** What was done for an answer, step by step, with what each step counted. */
export const stepsPart: AnswerPart = {
  id: 'steps',
  place: 'above',
  appliesTo: ({ row }) => (row.live?.progress.length ?? 0) > 1,
  View: Steps,
};

function Steps({ row }: { readonly row: Row }) {
  const steps = row.live?.progress ?? [];
  return (
    <details className="work">
      <summary className="fine">{steps.length} steps</summary>
      <ol>
        {steps.map((step, index) => (
          <li key={`${step.step} ${index}`}>
            <span>{step.message}</span>
            <span className="fine">{countsOf(step)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The numbers among the details, in words. */
function countsOf({ details, percent }: Step): string {
  const counts = Object.entries(details ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${value.toLocaleString()} ${name.replaceAll('_', ' ')}`] : [],
  );
  return [...counts, ...(percent === undefined ? [] : [`${Math.round(percent)} %`])].join(' · ');
}
