import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** What could not be shown, such as `this panel`. */
  readonly what: string;
  readonly children: ReactNode;
}

/** Keeps a part that cannot be drawn from taking the whole page with it. React has this for classes only. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly isBroken: boolean }> {
  override readonly state = { isBroken: false };

  static getDerivedStateFromError(): { readonly isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="problem" role="alert">
        <p>
          <strong>The page could not show {this.props.what}.</strong> Reload it; everything is kept on the server.
        </p>
      </div>
    );
  }
}
