import type { MouseEvent, ReactNode } from 'react';
import { formatRoute, navigate, type Route } from './router.ts';

interface LinkProps {
  readonly to: Route;
  readonly className?: string;
  readonly label?: string;
  readonly isCurrent?: boolean;
  readonly onFollow?: () => void;
  readonly children: ReactNode;
}

/** A link inside the page: a real address, followed without loading the page again. */
export function Link({ to, className, label, isCurrent = false, onFollow, children }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    // Whoever wants another tab or window gets it from the browser.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
    onFollow?.();
  };
  return (
    <a
      href={formatRoute(to)}
      className={className}
      aria-label={label}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
