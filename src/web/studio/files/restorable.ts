import { language } from '../../shared/messages/text.ts';

/** Milliseconds for which the API restores a deleted file. */
const RESTORABLE_MS = 30 * 24 * 60 * 60 * 1_000;

/** The last day on which a deleted file can be restored, for people; undefined afterwards. */
export function restorableUntil(deletedAt: string | null): string | undefined {
  const end = deletedAt === null ? 0 : Date.parse(deletedAt) + RESTORABLE_MS;
  return end > Date.now() ? new Date(end).toLocaleDateString(language.get(), { dateStyle: 'long' }) : undefined;
}
