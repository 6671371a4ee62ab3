import { useCallback, useEffect, useRef, useState } from 'react';
import { isGoogleOffered, startGoogleSignIn, takeGoogleReturn } from '../google-sign-in.ts';
import { Refusal, type Session } from '../session.ts';

/** Shown when the installation offers Google; completes the sign-in when the provider has redirected back to this page. */
export function GoogleButton({ session, onSignedIn }: { readonly session: Session; readonly onSignedIn: () => void }) {
  const [isOffered, setOffered] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const [returned] = useState(takeGoogleReturn);
  const [busy, setBusy] = useState(returned !== undefined);
  const [problem, setProblem] = useState<string>();
  const code = useRef<HTMLInputElement>(null);

  const fail = useCallback((error: unknown): void => {
    if (error instanceof Refusal && error.code === 'OTP_REQUIRED') setNeedsCode(true);
    setProblem(error instanceof Error ? error.message : String(error));
    setBusy(false);
  }, []);

  useEffect(() => {
    void isGoogleOffered().then(setOffered);
  }, []);

  useEffect(() => {
    if (returned) session.signInWithGoogle(returned).then(onSignedIn, fail);
  }, [session, returned, onSignedIn, fail]);

  function open(): void {
    setBusy(true);
    setProblem(undefined);
    startGoogleSignIn(code.current?.value.trim()).then((url) => location.assign(url), fail);
  }

  if (!isOffered) return null;
  return (
    <>
      {needsCode && (
        <label>
          Code of your second factor
          <input ref={code} autoComplete="one-time-code" />
        </label>
      )}
      {problem && (
        <p className="reel-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="button" className="reel-button" disabled={busy} onClick={open}>
        Sign in with Google
      </button>
    </>
  );
}
