import { useState } from 'react';
import type { FormEvent } from 'react';
import { useMutation } from 'urql';
import { errorText } from '../shared/messages/error-text.ts';
import { useText } from '../shared/messages/text.ts';
import { Dialog } from '../shared/parts/dialog.tsx';
import { Field } from '../shared/parts/field.tsx';
import { Problem } from '../shared/parts/problem.tsx';
import { showToast } from '../shared/state/toasts.ts';
import { AdminReinstateUserDocument, AdminSuspendUserDocument } from './admin.generated.ts';
import type { AdminUsersQuery } from './admin.generated.ts';

interface Props {
  readonly user: AdminUsersQuery['adminUsers']['nodes'][number];
  readonly onChanged: () => void;
}

/** Suspends a person, which ends every session and key of theirs at once, or ends the suspension. */
export function Suspension({ user, onChanged }: Props) {
  const say = useText();
  const [{ fetching }, reinstate] = useMutation(AdminReinstateUserDocument);
  const [asking, setAsking] = useState(false);
  async function end(): Promise<void> {
    const { error } = await reinstate({ userId: user.id });
    if (error) showToast(errorText(say, error));
    else onChanged();
  }
  if (user.suspendedAt != null)
    return (
      <div className="admin-suspended">
        <span className="tag bad">{say('admin.suspended')}</span>
        <span className="soft">{user.suspensionReason}</span>
        <button type="button" className="secondary small" disabled={fetching} onClick={() => void end()}>
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
          onChanged={() => {
            setAsking(false);
            onChanged();
          }}
        />
      )}
    </>
  );
}

function SuspensionDialog({ user, onClose, onChanged }: Props & { readonly onClose: () => void }) {
  const say = useText();
  const [{ error, fetching }, suspend] = useMutation(AdminSuspendUserDocument);
  const [reason, setReason] = useState('');
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { data } = await suspend({ input: { userId: user.id, reason } });
    if (data) onChanged();
  }
  return (
    <Dialog title={say('admin.suspendWhom', { name: user.name })} onClose={onClose}>
      <p className="soft">{say('admin.suspendHint')}</p>
      <form onSubmit={(event) => void submit(event)}>
        <Field label={say('admin.reason')} value={reason} onChange={({ target }) => setReason(target.value)} required />
        <Problem error={error} />
        <button type="submit" className="danger wide" disabled={fetching}>
          {say('admin.suspend')}
        </button>
      </form>
    </Dialog>
  );
}
