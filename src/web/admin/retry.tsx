import { useMutation } from 'urql';
import { errorText } from '../shared/messages/error-text.ts';
import { useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { showToast } from '../shared/state/toasts.ts';
import { AdminRetryJobDocument } from './admin.generated.ts';

/** Starts a failed job again, with the steps that are done. */
export function Retry({ jobId, onRetried }: { readonly jobId: string; readonly onRetried?: () => void }) {
  const say = useText();
  const [{ fetching }, retry] = useMutation(AdminRetryJobDocument);
  async function run(): Promise<void> {
    const { error } = await retry({ id: jobId });
    showToast(error ? errorText(say, error) : say('admin.retried'));
    if (!error) onRetried?.();
  }
  return (
    <button
      type="button"
      className="secondary small"
      disabled={fetching}
      onClick={() => void run()}
      aria-label={say('admin.retryJob', { id: jobId.slice(-12) })}
    >
      <Icon name="arrow-clockwise" size={16} />
      {say('admin.retry')}
    </button>
  );
}
