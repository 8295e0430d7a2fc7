import type { ClientError } from '@parlance/client';
import type { ReactNode } from 'react';

interface ProblemProps {
  readonly error: Pick<ClientError, 'message' | 'advice' | 'correlationId'>;
  /** What can be done at once. */
  readonly children?: ReactNode;
}

/** What went wrong and what to do about it; the id under which the server's log tells more. */
export function Problem({ error, children }: ProblemProps) {
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{error.message}</strong> {error.advice}
      </p>
      {error.correlationId === undefined ? null : <p className="fine">Correlation id {error.correlationId}</p>}
      {children === undefined ? null : <div className="actions">{children}</div>}
    </div>
  );
}
