const listeners = new Set<() => void>();

/** Between whoever finds that the session has ended and the shell, which asks to sign in. */
export const signedOut = {
  tell(): void {
    for (const listener of listeners) listener();
  },
  /** Answers how to listen no longer. */
  listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
