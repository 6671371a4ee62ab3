import { useEffect, useRef, useState } from 'react';
import { access } from '../shared/api/access.ts';
import { client } from '../shared/api/client.ts';
import { connection } from '../shared/api/socket.ts';
import { errorText } from '../shared/messages/error-text.ts';
import { useText } from '../shared/messages/text.ts';
import { signInDialog } from '../shared/state/sign-in.ts';
import { useStore } from '../shared/state/store.ts';
import { showToast } from '../shared/state/toasts.ts';
import { useViewer } from '../shared/state/viewer.tsx';
import { AskToVerifyDocument } from './account.generated.ts';

/** Milliseconds that a connection may be away before people read about it: a token that is renewed closes the socket for a moment. */
const QUIET_MS = 1_500;

/** What concerns every page: a lost connection, a session that has ended, an address that is not confirmed. */
export function Notices() {
  const say = useText();
  const state = useStore(connection);
  const isEnded = useStore(access) === 'ENDED';
  const viewer = useViewer();
  const [isAway, setAway] = useState(false);
  const wasAway = useRef(false);

  useEffect(() => {
    if (state !== 'LOST') {
      if (wasAway.current && state === 'LIVE') showToast(say('connection.back'));
      wasAway.current = false;
      setAway(false);
      return;
    }
    const timer = setTimeout(() => {
      wasAway.current = true;
      setAway(true);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [state, say]);
  useEffect(() => {
    if (isEnded) signInDialog.set('SIGN_IN');
  }, [isEnded]);

  return (
    <>
      {isAway && (
        <p className="notice" role="status">
          {say('connection.lost')}
        </p>
      )}
      {viewer && viewer.me.emailVerifiedAt === null && !viewer.can('MAKE_VIDEO') && <AskToVerify email={viewer.me.email} />}
    </>
  );
}

function AskToVerify({ email }: { readonly email: string }) {
  const say = useText();
  const send = async (): Promise<void> => {
    const { error } = await client.mutation(AskToVerifyDocument, {});
    showToast(error ? errorText(say, error) : say('account.verify.sent'));
  };
  return (
    <p className="notice" role="status">
      {say('account.verify', { email })}{' '}
      <button type="button" className="link" onClick={() => void send()}>
        {say('account.verify.again')}
      </button>
    </p>
  );
}
