/** Milliseconds that a process takes at most to end before its configuration is known. */
const LAST_RESORT_MS = 25_000;

/**
 * Ends this process with its supervisor: when the supervisor dies, even by kill -9, the channel closes and this process ends as on SIGTERM.
 * `api` and `worker` call it first; it has no effect when they are started alone. Returns a function that sets the milliseconds after which
 * this process is stuck and is killed; they are longer than any orderly shutdown takes.
 */
export function endWithParent(end: () => void = () => process.kill(process.pid, 'SIGTERM')): (lastResortMs: number) => void {
  let killAfterMs = LAST_RESORT_MS;
  watchParent(end, () => killAfterMs);
  return (lastResortMs) => void (killAfterMs = lastResortMs);
}

function watchParent(end: () => void, killAfterMs: () => number): void {
  if (!process.send) return;
  const onGone = (): void => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), killAfterMs()).unref();
    end();
  };
  // The parent may have died while modules were loading.
  if (!process.connected) return onGone();
  process.once('disconnect', onGone);
  // The open channel must not keep an otherwise finished process alive.
  process.channel?.unref();
}

/** Tells the supervisor, if there is one, that this process is ready. */
export function reportReady(): void {
  if (process.connected) process.send?.({ ready: true });
}
