/** Notifications between processes to read something again. The data is in tables, so a lost notification loses nothing. */
export interface PubSub {
  /** Whether the connection is open, so that every notification from now on arrives or is followed by a call with `undefined`. */
  readonly isListening: boolean;
  /** Calls `listener` for every notification, and with `undefined` after a reconnection, because notifications may have been lost. */
  listen(channel: string, listener: (payload: string | undefined) => void): () => void;
  close(): Promise<void>;
}
