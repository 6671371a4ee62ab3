import { useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { forgetAccess } from '../shared/api/access.ts';
import { client } from '../shared/api/client.ts';
import { codeOf } from '../shared/api/errors.ts';
import { SignOutDocument } from '../shared/api/session.generated.ts';
import { errorText } from '../shared/messages/error-text.ts';
import { sayNow, useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { Question } from '../shared/parts/question.tsx';
import { showToast } from '../shared/state/toasts.ts';

/** Ends the session and loads the page again, so that nothing of the person stays in it. */
async function signOut(): Promise<void> {
  const { error } = await client.mutation(SignOutDocument, {});
  // A session that has ended already is no failure.
  if (error && codeOf(error) !== 'UNAUTHENTICATED') return showToast(errorText(sayNow, error));
  await forgetAccess();
}

/** Whether something typed has not reached the server: the page objects to being left, as it does when the tab is closed. */
const hasUnsavedWords = (): boolean => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

/** Signs out, in the account menu. It asks before the session ends: afterwards nothing can be saved. */
export function SignOut() {
  const say = useText();
  const button = useRef<HTMLButtonElement>(null);
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const leave = (): void => {
    setBusy(true);
    void signOut().finally(() => {
      setBusy(false);
      setAsking(false);
    });
  };
  const ask = (): void => {
    if (!hasUnsavedWords()) return leave();
    // The dialog gives the focus back, and a closed menu has no other place for it.
    const menu = button.current?.closest('details');
    menu?.querySelector('summary')?.focus();
    menu?.removeAttribute('open');
    setAsking(true);
  };
  return (
    <>
      <button ref={button} type="button" className="secondary" disabled={isBusy} onClick={ask}>
        <Icon name="sign-out" />
        {say('account.signOut')}
      </button>
      {isAsking &&
        createPortal(
          <Question
            title={say('account.unsavedTitle')}
            action={say('account.signOut')}
            isBusy={isBusy}
            onConfirm={leave}
            onClose={() => setAsking(false)}
          >
            {say('account.unsavedHint')}
          </Question>,
          document.body,
        )}
    </>
  );
}
