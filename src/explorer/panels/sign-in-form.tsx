import { useState, type SubmitEvent } from 'react';
import { Refusal, type Session } from '../session.ts';
import { GoogleButton } from './google-button.tsx';

type Way = 'NEW' | 'ACCOUNT' | 'KEY';

const WAYS: readonly (readonly [Way, string])[] = [
  ['NEW', 'New account'],
  ['ACCOUNT', 'Existing account'],
  ['KEY', 'API key'],
];
const SUBMIT: Readonly<Record<Way, string>> = { NEW: 'Sign up', ACCOUNT: 'Sign in', KEY: 'Use the key' };

/** Key of a flag: somebody signed in from this browser before. The identity is not stored. */
const RETURNING = 'reelwright:returning';

const remember = (): void => localStorage.setItem(RETURNING, 'true');

/** The form to sign in. Its fields are read on submit, so that a password never enters React's state. */
export function SignInForm({ session }: { readonly session: Session }) {
  const [way, setWay] = useState<Way>(() => (localStorage.getItem(RETURNING) === null ? 'NEW' : 'ACCOUNT'));
  const [needsCode, setNeedsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      await enter(session, way, fields);
      remember();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'OTP_REQUIRED') setNeedsCode(true);
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form className="reel-form" onSubmit={(event) => void submit(event)}>
      <fieldset className="reel-choice" aria-label="How to sign in">
        {WAYS.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={way === name} onClick={() => setWay(name)}>
            {label}
          </button>
        ))}
      </fieldset>
      <Fields way={way} needsCode={needsCode} />
      {problem && (
        <p className="reel-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="reel-button reel-primary" disabled={busy}>
        {SUBMIT[way]}
      </button>
      {way !== 'KEY' && <GoogleButton session={session} onSignedIn={remember} />}
    </form>
  );
}

function Fields({ way, needsCode }: { readonly way: Way; readonly needsCode: boolean }) {
  if (way === 'KEY')
    return (
      <label>
        API key
        <input name="key" type="password" autoComplete="off" placeholder="rwk_…" required />
      </label>
    );
  return (
    <>
      {way === 'NEW' && (
        <label>
          Name
          <input name="name" autoComplete="name" required />
        </label>
      )}
      <label>
        Email
        <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete={way === 'NEW' ? 'new-password' : 'current-password'} required />
      </label>
      {way === 'ACCOUNT' && needsCode && (
        <label>
          Code of your second factor
          <input name="otp" autoComplete="one-time-code" required />
        </label>
      )}
    </>
  );
}

function enter(session: Session, way: Way, fields: FormData): Promise<void> {
  const read = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  if (way === 'KEY') return session.useApiKey(read('key').trim());
  const credentials = { email: read('email'), password: read('password') };
  if (way === 'NEW') return session.signUp({ ...credentials, name: read('name') });
  const otp = read('otp').trim();
  return session.signIn({ ...credentials, ...(otp && { otp }) });
}
