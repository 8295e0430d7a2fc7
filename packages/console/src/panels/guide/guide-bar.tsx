import './guide.css';
import type { OpenConversation } from '../../conversation/open-conversation.ts';
import type { HeadPart } from '../part.ts';
import { useGuide } from './use-guide.ts';

/** The steps of a guided conversation, where it stands and why, and what it has collected on the way. */
export const guideBar: HeadPart = { id: 'guide', capability: 'guide', View: GuideBar };

function GuideBar({ conversation }: { readonly conversation: OpenConversation }) {
  const guide = useGuide(conversation);
  if (guide === null) return null;
  const { outline, at } = guide;
  const current = Math.max(
    0,
    outline.steps.findIndex(({ id }) => id === at.step),
  );
  const step = outline.steps[current];
  const collected = outline.slots.filter(({ name }) => (at.slots[name] ?? []).length > 0);
  return (
    <section className="guide" aria-label={outline.title}>
      <ol className="steps">
        {outline.steps.map(({ id, title, goal }, index) => (
          <li
            key={id}
            title={goal}
            data-place={index < current ? 'done' : index === current ? 'current' : 'ahead'}
            aria-current={index === current ? 'step' : undefined}
          >
            <span className="step-title">{inWords(title)}</span>
          </li>
        ))}
      </ol>
      <p className="guide-now" role="status">
        <strong>
          {current + 1} of {outline.steps.length}: {inWords(step?.title ?? '')}
        </strong>
        {at.because === '' ? null : <span className="guide-why">{at.because}</span>}
      </p>
      {collected.map(({ name, title }) => (
        <p key={name} className="collected">
          <span className="collected-title">{title}</span>
          {(at.slots[name] ?? []).map((entry) => (
            <span key={entry} className="chip">
              {entry}
            </span>
          ))}
        </p>
      ))}
    </section>
  );
}

/** Titles may be written in capitals, which are hard to read in a row. */
function inWords(title: string): string {
  if (title !== title.toUpperCase()) return title;
  return title.charAt(0) + title.slice(1).toLowerCase();
}
