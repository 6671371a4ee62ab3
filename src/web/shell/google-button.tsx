import { useState } from 'react';
import type { CombinedError } from 'urql';
import { startGoogle } from '../shared/api/google.ts';
import { useText } from '../shared/messages/text.ts';
import { Field } from '../shared/parts/field.tsx';
import { takeFocus } from '../shared/parts/take-focus.ts';
import { useInstallation } from '../shared/state/installation.ts';
import { googleNeedsCode } from '../shared/state/sign-in.ts';
import { useStore } from '../shared/state/store.ts';

/**
 * Signs in with the identity provider, where one is configured. An account with a second factor gives its code before the next attempt.
 * Browsers offer the necessary hash only to pages that are served with TLS or from this machine.
 */
export function GoogleButton({ onError }: { readonly onError: (error: CombinedError | undefined) => void }) {
  const say = useText();
  const isOffered = useInstallation()?.signIn.includes('GOOGLE') === true && isSecureContext;
  const needsCode = useStore(googleNeedsCode);
  const [otp, setOtp] = useState('');
  if (!isOffered) return null;
  return (
    <>
      {needsCode && (
        <Field
          ref={takeFocus}
          label={say('signIn.otp')}
          hint={say('signIn.otpRule')}
          autoComplete="one-time-code"
          value={otp}
          onChange={({ target }) => setOtp(target.value)}
        />
      )}
      <button type="button" className="wide secondary" onClick={() => void startGoogle(otp.trim() || undefined).then(onError)}>
        {say('signIn.google')}
      </button>
      <p className="divider">{say('signIn.or')}</p>
    </>
  );
}
