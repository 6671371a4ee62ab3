import { useState } from 'react';
import type { FormEvent } from 'react';
import { errorText } from '../shared/messages/error-text.ts';
import { useText } from '../shared/messages/text.ts';
import { Dialog } from '../shared/parts/dialog.tsx';
import { Field } from '../shared/parts/field.tsx';
import { Problem } from '../shared/parts/problem.tsx';
import { showToast } from '../shared/state/toasts.ts';
import { useAction } from '../shared/state/use-action.ts';
import { AdminReinstateUserDocument, AdminSuspendUserDocument } from './admin.generated.ts';
import type { AdminUsersQuery } from './admin.generated.ts';

interface Props {
  readonly user: AdminUsersQuery['adminUsers']['nodes'][number];
  /** Resolves when the page shows the change. */
  readonly onChanged: () => Promise<void>;
}

/** Suspends a person, which ends every session and key of theirs at once, or ends the suspension. */
export function Suspension({ user, onChanged }: Props) {
  const say = useText();
  const { isBusy, run } = useAction(AdminReinstateUserDocument);
  const [asking, setAsking] = useState(false);
  const end = (): void =>
    void run({ userId: user.id }, ({ error }) => {
      if (!error) return onChanged();
      showToast(errorText(say, error));
      return undefined;
    });
  if (user.suspendedAt != null)
    return (
      <div className="admin-suspended">
        <span className="tag bad">{say('admin.suspended')}</span>
        <span className="soft">{user.suspensionReason}</span>
        <button type="button" className="secondary small" disabled={isBusy} onClick={end}>
          {say('admin.reinstate')}
        </button>
      </div>
    );
  return (
    <>
      <button
        type="button"
        className="danger small"
        onClick={() => setAsking(true)}
        aria-label={say('admin.suspendWhom', { name: user.name })}
      >
        {say('admin.suspend')}
      </button>
      {asking && (
        <SuspensionDialog
          user={user}
          onClose={() => setAsking(false)}
          onChanged={async () => {
            await onChanged();
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

function SuspensionDialog({ user, onClose, onChanged }: Props & { readonly onClose: () => void }) {
  const say = useText();
  const { error, isBusy, run } = useAction(AdminSuspendUserDocument);
  const [reason, setReason] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    void run({ input: { userId: user.id, reason } }, ({ data }) => (data ? onChanged() : undefined));
  }
  return (
    <Dialog title={say('admin.suspendWhom', { name: user.name })} onClose={onClose}>
      <p className="soft">{say('admin.suspendHint')}</p>
      <form onSubmit={submit}>
        <Field label={say('admin.reason')} value={reason} onChange={({ target }) => setReason(target.value)} required />
        <Problem error={error} />
        <button type="submit" className="danger wide" disabled={isBusy}>
          {say('admin.suspend')}
        </button>
      </form>
    </Dialog>
  );
}
