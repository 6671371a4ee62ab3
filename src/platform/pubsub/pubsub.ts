/** Hints between processes: "look again at this". The truth stays in tables; a lost hint loses nothing. */
export interface PubSub {
  /** Calls `listener` for every notification, and with `undefined` after a reconnection: then anything may have happened. */
  listen(channel: string, listener: (payload: string | undefined) => void): () => void;
  close(): Promise<void>;
}
