import type { VoiceLists } from '../features/providers/lists/voice-lists.service.ts';
import type { Log } from '../kernel/log.ts';
import type { Database } from '../platform/database/database.ts';

/** Milliseconds. */
const EVERY_MS = 60_000;
const TIMEOUT_MS = 20_000;

/** Keeps the voices that clouds list in the catalogue of this process, at once and every minute; returns a stop function. */
export function followVoices(database: Pick<Database, 'systemScope'>, voiceLists: VoiceLists, log: Log): () => void {
  const load = (): Promise<void> =>
    voiceLists
      .load(database.systemScope(AbortSignal.timeout(TIMEOUT_MS)))
      .catch((error: unknown) => log.warn({ event: 'voices_not_loaded', err: error }, 'voices of clouds cannot be read; retrying'));
  void load();
  const timer = setInterval(() => void load(), EVERY_MS);
  return () => clearInterval(timer);
}
