import { Component } from 'react';
import type { ReactNode } from 'react';

interface State {
  readonly failed: boolean;
}

/** Shows `fallback` when a page throws, for example because a new release replaced its files. */
export class ErrorBoundary extends Component<{ readonly fallback: ReactNode; readonly children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
