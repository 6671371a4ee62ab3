/**
 * The page behind links in emails, for installations without a web client, and behind the link of the set-up: one page, distinguished by the end of its
 * address. The token is in the fragment, which browsers do not send to servers; it is removed from the address at once and kept in this
 * module only.
 */

import { mutate, Refusal, requestEmailVerification, signOut } from './api.ts';
import { say, translatePage } from './language.ts';

const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
history.replaceState(null, '', location.pathname);

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
/** The value of a form field; empty if there is no such field. */
function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Shows the next action below a message. Sign-in is offered only where the installation has a page for it. */
function offer(next: 'sign-in' | 'another'): void {
  const isOffered = next === 'another' || document.documentElement.dataset['explorer'] === 'on';
  element('next').hidden = !isOffered;
  for (const link of ['sign-in', 'another']) element(link).hidden = link !== next;
}

/** Replaces the page with a confirmation. */
function showMessage(news: string): void {
  offer('sign-in');
  for (const part of document.querySelectorAll<HTMLElement>('form, #invitation')) part.hidden = true;
  element('problem').textContent = '';
  element('news').textContent = news;
  element('news').focus();
}

/** `work` submits the form and returns the confirmation; errors are announced and the form stays. */
function onSubmit(id: string, work: (form: FormData) => Promise<string>): void {
  const form = element(id) as HTMLFormElement;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const buttons = [...form.querySelectorAll('button')];
    const given = new FormData(form, event.submitter);
    for (const button of buttons) button.disabled = true;
    element('problem').textContent = '';
    element('next').hidden = true;
    void work(given)
      .then(showMessage)
      .catch((error: unknown) => {
        element('problem').textContent = error instanceof Refusal ? error.message : say('Something went wrong. Try again.');
        // The link was used or has expired. Only the inviting person can send an invitation again.
        if ((id === 'reset' || id === 'verify') && error instanceof Refusal && error.field === 'input.token') offer('another');
      })
      .finally(() => {
        for (const button of buttons) button.disabled = false;
      });
  });
}

interface SignedIn {
  readonly accessToken: string;
}

/** Signs in, runs `work` with the access token, and ends the session whether or not `work` succeeds. */
async function asMyself<T>(form: FormData, work: (accessToken: string) => Promise<T>): Promise<T> {
  const otp = text(form, 'otp').trim();
  const login = { email: text(form, 'email'), password: text(form, 'password'), ...(otp ? { otp } : {}) };
  const { accessToken } = await mutate<SignedIn>('login', login).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'OTP_REQUIRED')
      for (const field of document.querySelectorAll<HTMLElement>('.code')) field.hidden = false;
    throw error;
  });
  try {
    return await work(accessToken);
  } finally {
    await signOut(accessToken);
  }
}

onSubmit('verify', async (form) => {
  await mutate('verifyEmail', { token, password: text(form, 'password') });
  return say('Your email address is confirmed.');
});

onSubmit('ask-verify', (form) =>
  asMyself(form, async (accessToken) => {
    await requestEmailVerification(accessToken);
    return say('An email was sent to your address. Open its link.');
  }),
);

onSubmit('ask-reset', async (form) => {
  await mutate('requestPasswordReset', { email: text(form, 'email') });
  return say('If this address has an account, an email was sent to it.');
});

onSubmit('reset', async (form) => {
  await mutate('resetPassword', { token, password: text(form, 'password') });
  return say('Your password is changed. Sign in with it.');
});

onSubmit('register', async (form) => {
  const account = { name: text(form, 'name'), email: text(form, 'email'), password: text(form, 'password'), invitationToken: token };
  const { accessToken, workspace } = await mutate<SignedIn & { workspace: { name: string } }>('register', account);
  await signOut(accessToken);
  return say('Your account is created, and you are a member of “{name}”. Sign in to continue.', workspace);
});

onSubmit('answer', (form) =>
  asMyself(form, async (accessToken) => {
    if (text(form, 'answer') === 'decline') {
      await mutate('declineInvitation', { token }, accessToken);
      return say('You have declined the invitation.');
    }
    const { name } = await mutate<{ name: string }>('acceptInvitation', { token }, accessToken);
    return say('You are a member of “{name}”.', { name });
  }),
);

onSubmit('setup', async (form) => {
  const account = { name: text(form, 'name'), email: text(form, 'email'), password: text(form, 'password') };
  const input = { ...account, setupToken: token || text(form, 'setup-token') };
  const { accessToken } = await mutate<SignedIn>('initializeSystem', input);
  await signOut(accessToken);
  return say('This installation is set up, and you are its administrator. Sign in to continue.');
});

/** Shows the form of the link. Without a token, as after "Request another email", the form requests a new email. */
function show(): void {
  const link = /[^/]*$/.exec(location.pathname)?.[0];
  const part = {
    'verify-email': token ? 'verify' : 'ask-verify',
    'reset-password': token ? 'reset' : 'ask-reset',
    invitation: token ? 'invitation' : undefined,
    setup: 'setup',
  }[link ?? ''];
  (element('another') as HTMLAnchorElement).href = link ?? '';
  if (!part) {
    showMessage(say('This link is incomplete. Open it from the email again.'));
    return;
  }
  element(part).hidden = false;
  // The link of an installation with SETUP_TOKEN has no token; its operator knows it.
  if (token) for (const field of document.querySelectorAll<HTMLElement>('.setup-token')) field.remove();
}

translatePage();
show();
