import { Component, type ReactNode } from "react";
import { Failed } from "./failed.tsx";

interface State {
  thrown?: unknown;
}

/** Shows what a page threw, with a way on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {};

  static getDerivedStateFromError(thrown: unknown): State {
    return { thrown };
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    return thrown === undefined ? (
      this.props.children
    ) : (
      <Failed thrown={thrown} retry={() => this.setState({ thrown: undefined })} />
    );
  }
}
