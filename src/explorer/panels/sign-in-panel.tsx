import './sign-in-panel.css';
import type { Session, SignedIn } from '../session.ts';
import { useStore } from '../store.ts';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPanel({ session }: { readonly session: Session }) {
  const signedIn = useStore(session.signedIn);
  const wasEnded = useStore(session.wasEnded);
  return (
    <div className="reel-panel">
      <h2>{signedIn ? 'You are signed in' : 'Sign in'}</h2>
      {wasEnded && (
        <p className="reel-problem" role="alert">
          You are signed out: the session has ended or was revoked. Sign in again.
        </p>
      )}
      {signedIn ? <Account signedIn={signedIn} session={session} /> : <SignInForm session={session} />}
      <p className="reel-hint">Password, keys and tokens are kept in this page’s memory only: reloading it signs you out.</p>
    </div>
  );
}

function Account({ signedIn: { user, workspaces }, session }: { readonly signedIn: SignedIn; readonly session: Session }) {
  const workspace = useStore(session.workspace);
  return (
    <>
      <dl className="reel-details">
        <dt>Name</dt>
        <dd>{user ? user.name : 'API key'}</dd>
        {user && (
          <>
            <dt>Email</dt>
            <dd>{user.email}</dd>
          </>
        )}
        {workspace && (
          <>
            <dt>Workspace</dt>
            <dd>
              {workspaces.length > 1 ? (
                <select
                  aria-label="Workspace"
                  value={workspace.id}
                  onChange={({ target }) => session.workspace.set(workspaces.find(({ id }) => id === target.value))}
                >
                  {workspaces.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              ) : (
                workspace.name
              )}
            </dd>
          </>
        )}
      </dl>
      {/* Below the list instead of in its second column: a whole id fits on one line of the panel. */}
      {workspace && <code className="reel-id">{workspace.id}</code>}
      <p className="reel-hint">
        {user
          ? 'Requests and subscriptions use your account. The sign-in is renewed automatically.'
          : 'Requests and subscriptions use the key.'}
      </p>
      <button type="button" className="reel-button" onClick={() => void session.signOut().catch(() => undefined)}>
        Sign out
      </button>
    </>
  );
}
