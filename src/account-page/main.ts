/**
 * The page that links in letters lead to when there is no other client: one page for three links, told apart by the end of its address.
 * The token stands in the fragment, which browsers send to nobody; it is taken out of the address at once and lives in this module.
 */

import { mutate, Refusal, requestEmailVerification, signOut } from './api.ts';

const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
history.replaceState(null, '', location.pathname);

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
/** Empty when there is no such field. */
function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** What helps after a message; signing in only where the installation has a page for it. */
function offer(next: 'sign-in' | 'another'): void {
  const isOffered = next === 'another' || document.documentElement.dataset['explorer'] === 'on';
  element('next').hidden = !isOffered;
  for (const link of ['sign-in', 'another']) element(link).hidden = link !== next;
}

/** Replaces everything by what has been done. */
function tell(news: string): void {
  offer('sign-in');
  for (const part of document.querySelectorAll<HTMLElement>('form, #invitation')) part.hidden = true;
  element('problem').textContent = '';
  element('news').textContent = news;
  element('news').focus();
}

/** `work` does what the form asks and returns what to say then; refusals are read out and the form stays. */
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
      .then(tell)
      .catch((error: unknown) => {
        element('problem').textContent = error instanceof Refusal ? error.message : 'Something went wrong. Try again.';
        // The link was used or is too old. An invitation can be sent again only by the person who invites.
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

/** Signs in for one answer alone: the session ends with it, whatever it was. */
async function asMyself<T>(form: FormData, work: (accessToken: string) => Promise<T>): Promise<T> {
  const otp = text(form, 'otp').trim();
  const login = { email: text(form, 'email'), password: text(form, 'password'), ...(otp ? { otp } : {}) };
  const { accessToken } = await mutate<SignedIn>('login', 'LoginInput', login, '{ accessToken }').catch((error: unknown) => {
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
  await mutate('verifyEmail', 'VerifyEmailInput', { token, password: text(form, 'password') });
  return 'Your e-mail address is confirmed.';
});

onSubmit('ask-verify', (form) =>
  asMyself(form, async (accessToken) => {
    await requestEmailVerification(accessToken);
    return 'An email is on its way to your address. Open the newest link.';
  }),
);

onSubmit('ask-reset', async (form) => {
  await mutate('requestPasswordReset', 'RequestPasswordResetInput', { email: text(form, 'email') });
  return 'If there is an account with this address, an email is on its way to it.';
});

onSubmit('reset', async (form) => {
  await mutate('resetPassword', 'ResetPasswordInput', { token, password: text(form, 'password') });
  return 'Your password is set. Sign in with it.';
});

onSubmit('register', async (form) => {
  const account = { name: text(form, 'name'), email: text(form, 'email'), password: text(form, 'password'), invitationToken: token };
  const { accessToken, workspace } = await mutate<SignedIn & { workspace: { name: string } }>(
    'register',
    'RegisterInput',
    account,
    '{ accessToken workspace { name } }',
  );
  await signOut(accessToken);
  return `Your account is made, and you are a member of “${workspace.name}”. Sign in with it.`;
});

onSubmit('answer', (form) =>
  asMyself(form, async (accessToken) => {
    if (text(form, 'answer') === 'decline') {
      await mutate('declineInvitation', 'DeclineInvitationInput', { token }, '', accessToken);
      return 'You have declined the invitation.';
    }
    const { name } = await mutate<{ name: string }>('acceptInvitation', 'AcceptInvitationInput', { token }, '{ name }', accessToken);
    return `You are a member of “${name}”.`;
  }),
);

/** What each link shows; without a token, as behind "Request another email", it asks for one. */
function show(): void {
  const link = /[^/]*$/.exec(location.pathname)?.[0];
  const part = {
    'verify-email': token ? 'verify' : 'ask-verify',
    'reset-password': token ? 'reset' : 'ask-reset',
    invitation: token ? 'invitation' : undefined,
  }[link ?? ''];
  (element('another') as HTMLAnchorElement).href = link ?? '';
  if (!part) {
    tell('This link is not complete. Open it from the email again.');
    return;
  }
  element(part).hidden = false;
}

show();
