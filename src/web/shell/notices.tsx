import { useEffect, useState } from 'react';
import { access } from '../shared/api/access.ts';
import { connection } from '../shared/api/socket.ts';
import { errorText } from '../shared/messages/error-text.ts';
import { useText } from '../shared/messages/text.ts';
import { signInDialog } from '../shared/state/sign-in.ts';
import { useStore } from '../shared/state/store.ts';
import { showToast } from '../shared/state/toasts.ts';
import { useAction } from '../shared/state/use-action.ts';
import { useViewer } from '../shared/state/viewer.tsx';
import { AskToVerifyDocument } from './account.generated.ts';

/** Milliseconds that a connection may be away before people read about it: a token that is renewed closes the socket for a moment. */
const QUIET_MS = 1_500;

/** What concerns every page: a lost connection, a session that has ended, an address that is not confirmed, uploads to continue. */
export function Notices() {
  const say = useText();
  const state = useStore(connection);
  const isEnded = useStore(access) === 'ENDED';
  const viewer = useViewer();
  const userId = viewer?.me.id;
  const [isAway, setAway] = useState(false);

  useEffect(() => {
    if (state !== 'LOST') return undefined;
    const timer = setTimeout(() => setAway(true), QUIET_MS);
    return () => {
      clearTimeout(timer);
      setAway(false);
    };
  }, [state]);
  useEffect(() => {
    if (isEnded) signInDialog.set('SIGN_IN');
  }, [isEnded]);
  // What a reload or the end of the browser has interrupted continues on any page.
  useEffect(() => {
    if (userId !== undefined) void import('../studio/files/upload-queue.ts').then(({ resumeUploads }) => resumeUploads(userId));
  }, [userId]);

  return (
    <>
      {isAway && <output className="notice">{say('connection.lost')}</output>}
      {viewer && viewer.me.emailVerifiedAt === null && !viewer.can('MAKE_VIDEO') && <AskToVerify email={viewer.me.email} />}
    </>
  );
}

function AskToVerify({ email }: { readonly email: string }) {
  const say = useText();
  const { isBusy, run } = useAction(AskToVerifyDocument);
  const send = (): void => void run({}, ({ error }) => showToast(error ? errorText(say, error) : say('account.verify.sent')));
  return (
    <output className="notice">
      {say('account.verify', { email })}{' '}
      <button type="button" className="link" disabled={isBusy} onClick={send}>
        {say('account.verify.again')}
      </button>
    </output>
  );
}
