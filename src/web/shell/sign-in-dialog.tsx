import { useState } from 'react';
import type { SubmitEvent } from 'react';
import type { CombinedError } from 'urql';
import { access, acceptSignIn, isOtherHost } from '../shared/api/access.ts';
import { client } from '../shared/api/client.ts';
import { codeOf } from '../shared/api/errors.ts';
import { SignInDocument, SignUpDocument } from '../shared/api/session.generated.ts';
import type { RegistrationMode } from '../shared/api/session.generated.ts';
import { language, useText } from '../shared/messages/text.ts';
import { Dialog } from '../shared/parts/dialog.tsx';
import { Field } from '../shared/parts/field.tsx';
import { Problem } from '../shared/parts/problem.tsx';
import { takeFocus } from '../shared/parts/take-focus.ts';
import { useInstallation } from '../shared/state/installation.ts';
import { SERVED } from '../shared/state/served.ts';
import { signInDialog } from '../shared/state/sign-in.ts';
import { useStore } from '../shared/state/store.ts';
import { GoogleButton } from './google-button.tsx';

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** Sign in and sign up, by password or by the identity provider of the installation. */
export function SignInDialog() {
  const say = useText();
  const mode = useStore(signInDialog);
  const installation = useInstallation();
  const [error, setError] = useState<CombinedError>();
  const [needsCode, setNeedsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [isRefused, setRefused] = useState(false);
  if (mode === 'CLOSED') return null;
  const isNew = mode === 'SIGN_UP';
  const registration = installation?.registration;

  const submit = async (form: FormData): Promise<void> => {
    setBusy(true);
    setRefused(false);
    setError(undefined);
    const [name, email, otp] = ['name', 'email', 'otp'].map((field) => textOf(form, field).trim()) as [string, string, string];
    // Spaces at its ends belong to a password.
    const password = textOf(form, 'password');
    const result = isNew
      ? await client.mutation(SignUpDocument, { input: { name, email, password, locale: language.get() } })
      : await client.mutation(SignInDocument, { input: { email, password, ...(otp && { otp }) } });
    if (codeOf(result.error) === 'OTP_REQUIRED') setNeedsCode(true);
    else setError(result.error);
    if (result.data) {
      await acceptSignIn(result.data.auth.refreshToken);
      signInDialog.set('CLOSED');
      setNeedsCode(false);
    }
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void submit(new FormData(event.currentTarget))
      .catch(() => setRefused(true))
      .finally(() => setBusy(false));
  };
  const change = (next: typeof mode): void => (setError(undefined), signInDialog.set(next));
  return (
    <Dialog title={say(isNew ? 'signIn.titleNew' : 'signIn.title')} onClose={() => signInDialog.set('CLOSED')}>
      <Reason />
      <GoogleButton onError={setError} />
      {isNew && <RegistrationHint registration={registration} />}
      <form onSubmit={onSubmit} key={mode}>
        {isNew && <Field label={say('signIn.name')} name="name" autoComplete="name" maxLength={100} required />}
        <Field label={say('signIn.email')} name="email" type="email" autoComplete="username" maxLength={254} required />
        <Field
          label={say('signIn.password')}
          name="password"
          type="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          maxLength={128}
          hint={isNew ? say('signIn.passwordRule') : undefined}
          required
        />
        {needsCode && !isNew && (
          <Field ref={takeFocus} label={say('signIn.otp')} name="otp" autoComplete="one-time-code" hint={say('signIn.otpRule')} required />
        )}
        <Problem error={error} />
        <Refusal isRefused={isRefused} />
        <button className="wide" disabled={busy || (isNew && registration === 'CLOSED')}>
          {say(isNew ? 'signIn.submitNew' : 'signIn.submit')}
        </button>
      </form>
      <p className="dialog-foot">
        <button type="button" className="link" onClick={() => change(isNew ? 'SIGN_IN' : 'SIGN_UP')}>
          {say(isNew ? 'signIn.toKnown' : 'signIn.toNew')}
        </button>
        {!isNew && SERVED.accountPage && <a href="/reset-password">{say('signIn.forgot')}</a>}
      </p>
    </Dialog>
  );
}

/** Why the dialog is open. */
function Reason() {
  const say = useText();
  const isEnded = useStore(access) === 'ENDED';
  return <p className="soft">{say(isEnded ? 'signIn.ended' : 'signIn.why')}</p>;
}

/** Why the server accepted no session. */
function Refusal({ isRefused }: { readonly isRefused: boolean }) {
  const say = useText();
  const otherHost = useStore(isOtherHost);
  if (!otherHost && !isRefused) return null;
  return (
    <p className="problem" role="alert">
      {otherHost ? say('signIn.otherHost', { host: location.host }) : say('error.noAnswer')}
    </p>
  );
}

/** Who may register, where not everybody may. */
function RegistrationHint({ registration }: { readonly registration: RegistrationMode | undefined }) {
  const say = useText();
  if (registration === undefined || registration === 'OPEN') return null;
  return <p className="hint">{say(registration === 'INVITE' ? 'signIn.invited' : 'signIn.closed')}</p>;
}
