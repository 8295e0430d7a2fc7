import './assistants.css';
import type { MarkName } from './characters.ts';

const PATHS: Readonly<Record<MarkName, string>> = {
  spark: 'M12 3.5c.7 4.9 3.1 7.6 8.5 8.5-5.4.9-7.8 3.6-8.5 8.5-.7-4.9-3.1-7.6-8.5-8.5 5.4-.9 7.8-3.6 8.5-8.5z',
  compass: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM15.8 8.2l-2.3 5.3-5.3 2.3 2.3-5.3z',
  book: 'M12 6.5c-2-1.5-4.5-2-8-2v13.5c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2V4.5c-3.5 0-6 .5-8 2zM12 6.5V20',
  pages: 'M8 3.5h7l4 4V17H8zM15 3.5v4h4M5 7.5v13h10M11 11h5M11 13.8h3',
  people:
    'M9 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3.5 19c.3-3.3 2.5-5 5.5-5s5.2 1.7 5.5 5M15.5 5.5a2.6 2.6 0 0 1 0 5.2M17 14.3c2 .6 3.3 2.1 3.5 4.7',
  voice: 'M4 11v2M8 7.5v9M12 4.5v15M16 8.5v7M20 11v2',
};

/** An assistant's sign, in its colour. */
export function Mark({ name, size = 'small' }: { readonly name: MarkName; readonly size?: 'small' | 'large' }) {
  return (
    <span className={`mark ${size}`} aria-hidden="true">
      <svg viewBox="0 0 24 24" focusable="false">
        <path d={PATHS[name]} />
      </svg>
    </span>
  );
}
