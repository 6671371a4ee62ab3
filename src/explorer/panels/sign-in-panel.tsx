import './sign-in-panel.css';
import { useState, type SubmitEvent } from 'react';
import type { Session, SignedIn } from '../session.ts';
import { useStore } from '../store.ts';

export function SignInPanel({ session }: { readonly session: Session }) {
  const signedIn = useStore(session.signedIn);
  return (
    <div className="reel-panel">
      <h2>{signedIn ? 'You are signed in' : 'Sign in'}</h2>
      {signedIn ? <Account signedIn={signedIn} session={session} /> : <Form session={session} />}
      <p className="reel-hint">Password and tokens stay in this page’s memory: nothing is stored, and reloading the page signs you out.</p>
    </div>
  );
}

function Account({ signedIn: { user, workspace }, session }: { readonly signedIn: SignedIn; readonly session: Session }) {
  return (
    <>
      <dl className="reel-facts">
        <dt>Name</dt>
        <dd>{user.name}</dd>
        <dt>E-mail</dt>
        <dd>{user.email}</dd>
        {workspace && (
          <>
            <dt>Workspace</dt>
            <dd>
              {workspace.name}
              <code>{workspace.id}</code>
            </dd>
          </>
        )}
      </dl>
      <p className="reel-hint">Requests and subscriptions are sent as you. The sign-in renews itself.</p>
      <button type="button" className="reel-button" onClick={() => void session.signOut().catch(() => undefined)}>
        Sign out
      </button>
    </>
  );
}

/** The fields are read from the form when it is sent: a password never becomes part of React's state. */
function Form({ session }: { readonly session: Session }) {
  const [isNew, setNew] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const read = (name: string): string => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : '';
    };
    const credentials = { email: read('email'), password: read('password') };
    setBusy(true);
    setProblem(undefined);
    try {
      await (isNew ? session.signUp({ ...credentials, name: read('name') }) : session.signIn(credentials));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form className="reel-form" onSubmit={(event) => void submit(event)}>
      <fieldset className="reel-choice" aria-label="New here, or not">
        <button type="button" aria-pressed={isNew} onClick={() => setNew(true)}>
          New account
        </button>
        <button type="button" aria-pressed={!isNew} onClick={() => setNew(false)}>
          I have one
        </button>
      </fieldset>
      {isNew && (
        <label>
          Name
          <input name="name" autoComplete="name" required />
        </label>
      )}
      <label>
        E-mail
        <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete={isNew ? 'new-password' : 'current-password'} required />
      </label>
      {problem && (
        <p className="reel-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="reel-button reel-primary" disabled={busy}>
        {isNew ? 'Sign up' : 'Sign in'}
      </button>
    </form>
  );
}
