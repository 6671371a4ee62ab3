/** Longer than any drain: who has not ended by then never will. */
const LAST_RESORT_MS = 25_000;

/**
 * For `api` and `worker`, as the first thing they do: when the supervisor is gone, even by kill -9, the channel between
 * the two closes, and this process ends itself the way it would on SIGTERM. Started alone it does nothing.
 */
export function endWithParent(end: () => void = () => process.kill(process.pid, 'SIGTERM')): void {
  if (!process.send) return;
  const onGone = (): void => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_RESORT_MS).unref();
    end();
  };
  // The parent may have died while our modules were loading.
  if (!process.connected) return onGone();
  process.once('disconnect', onGone);
  // Listening must not keep a process alive that has nothing left to do.
  process.channel?.unref();
}

/** Tells the supervisor, if there is one, that this process now serves. */
export function tellReady(): void {
  if (process.connected) process.send?.({ ready: true });
}
