import { errorText } from '../shared/messages/error-text.ts';
import { useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { showToast } from '../shared/state/toasts.ts';
import { useAction } from '../shared/state/use-action.ts';
import { AdminRetryJobDocument } from './admin.generated.ts';

/** Starts a failed job again, with the steps that are done. */
export function Retry({ jobId, onRetried }: { readonly jobId: string; readonly onRetried?: () => Promise<void> }) {
  const say = useText();
  const { data, isBusy, run } = useAction(AdminRetryJobDocument);
  const retry = (): void =>
    void run(
      (idempotencyKey) => ({ id: jobId, idempotencyKey }),
      ({ error }) => {
        showToast(error ? errorText(say, error) : say('admin.retried'));
        return error ? undefined : onRetried?.();
      },
    );
  return (
    <button
      type="button"
      className="secondary small"
      // The next event takes the button away.
      disabled={isBusy || data !== undefined}
      onClick={retry}
      aria-label={say('admin.retryJob', { id: jobId.slice(-12) })}
    >
      <Icon name="arrow-clockwise" size={16} />
      {say('admin.retry')}
    </button>
  );
}
