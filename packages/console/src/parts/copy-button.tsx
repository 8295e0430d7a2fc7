import { useEffect, useState } from 'react';
import { Icon } from './icon.tsx';

const SHOWN_MS = 1_600;

/** Copies a text, and says for a moment whether that worked. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (outcome === null) return undefined;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    copyText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };
  return (
    <button type="button" className="quiet" aria-label={label} title={label} onClick={copy}>
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
      <span aria-live="polite" className={outcome === null ? 'unseen' : ''}>
        {outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'The browser refused; select and copy by hand' : ''}
      </span>
    </button>
  );
}

/** Browsers give the clipboard to pages of a secure origin only: loopback is one, an address in the network is not. */
async function copyText(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('This origin has no clipboard.');
  await navigator.clipboard.writeText(text);
}
