import { useText } from '../../shared/messages/text.ts';
import type { JobStatus } from './films.generated.ts';

const TONES: Readonly<Record<JobStatus, string>> = { QUEUED: '', RUNNING: 'live', COMPLETED: 'good', FAILED: 'bad', CANCELED: '' };

/** The state of a film in a word. */
export function StatusTag({ status }: { readonly status: JobStatus }) {
  const say = useText();
  return <span className={`tag ${TONES[status]}`}>{say(`status.${status}`)}</span>;
}
