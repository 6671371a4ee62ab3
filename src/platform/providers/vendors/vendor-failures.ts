import { Failure } from '../../../kernel/failure.ts';

/** Failures of calls to providers, with codes that are the same for all of them (docs/errors.md). `vendor` is the provider's title. */

export const badKey = (vendor: string): Failure =>
  new Failure('BAD_KEY', `${vendor} refuses the key, or the key may not use this model.`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Ask an administrator of the workspace to replace the key with setProviderKey, or the operator to change the variable of the provider (docs/providers.md).',
  });

export const billing = (vendor: string): Failure =>
  new Failure('BILLING', `The account at ${vendor} has no money left, or no payment method.`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Ask the owner of the account to top it up at the provider, then retry the job; finished steps are kept.',
  });

export const quota = (vendor: string): Failure =>
  new Failure('QUOTA', `The quota of the account at ${vendor} is used up.`, {
    category: 'QUOTA',
    retryable: false,
    hint: 'Wait until the provider resets the quota, or ask the owner of the account to raise it there, then retry the job; finished steps are kept.',
  });

/** `retryAfterSeconds` is the number that the vendor stated; undefined if it stated none. */
export function rateLimited(vendor: string, retryAfterSeconds: number | undefined): Failure {
  const until = retryAfterSeconds === undefined ? '' : ` It accepts calls again from ${retryAt(retryAfterSeconds)}.`;
  return new Failure('RATE_LIMITED', `${vendor} receives too many calls from this account.${until}`, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Wait a minute and retry the job, or ask the owner of the account to request a higher rate limit from the provider.',
    retryAfterSeconds,
  });
}

/** `reason` is the vendor's own text, for example `violence`. */
export const refused = (vendor: string, reason = ''): Failure =>
  new Failure('REFUSED', `${vendor} refuses this content for safety reasons${reason && ` (${shown(reason)})`}.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Change the words of the scene or the prompt, or choose a preset that prefers another provider.',
  });

export const invalidInput = (vendor: string, reason = ''): Failure =>
  new Failure('INVALID_INPUT', `${vendor} does not accept the request${reason && `: ${shown(reason)}`}.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Change or shorten the text, or choose another voice or resolution. The message repeats the provider’s reason, if it gave one.',
  });

export const modelRetired = (vendor: string, model: string): Failure =>
  new Failure('MODEL_RETIRED', `${vendor} has no model “${shown(model)}”, or has switched it off.`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Ask the operator to set another model of the provider; docs/providers.md lists the variables and their defaults.',
  });

export const incomplete = (vendor: string): Failure =>
  new Failure('INCOMPLETE', `${vendor} stopped before its answer was complete.`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Request a shorter film, or ask the operator to set a model that can write longer answers (docs/providers.md).',
  });

export const vendorDown = (vendor: string, what = 'is not available'): Failure =>
  new Failure('VENDOR_DOWN', `${vendor} ${what}.`, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Retry the job later. If it fails again, look at the status page of the provider, or ask the operator whether the server runs.',
  });

/** `retryAfterSeconds` is the time after which the outcome is known; missing if nobody can tell. */
export const timedOut = (vendor: string, retryAfterSeconds?: number): Failure =>
  new Failure('TIMEOUT', `${vendor} did not answer in time.`, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Retry the job later, or choose a lower resolution or a shorter text, which take less time.',
    retryAfterSeconds,
  });

export const garbage = (vendor: string, what: string): Failure =>
  new Failure('GARBAGE', `${vendor} answered with something that cannot be used: ${what}.`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Retry the job. If it fails again, ask the operator to check the address and the model of the provider (docs/providers.md).',
  });

export const uncertain = (vendor: string): Failure =>
  new Failure('UNCERTAIN', `The answer of ${vendor} was lost after the call was sent: it may have been made and charged.`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Look at the usage page of the provider to see whether the call was charged. Retrying the job sends the call again, which may be charged a second time.',
  });

export const modelLoading = (vendor: string): Failure =>
  new Failure('MODEL_LOADING', `${vendor} is still loading its model.`, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Wait until the server has loaded its model, then retry the job. If it fails again, ask the operator to keep the model loaded, or to set a smaller one.',
  });

export const modelNotInstalled = (vendor: string, model: string): Failure =>
  new Failure('MODEL_NOT_INSTALLED', `${vendor} does not have the model “${shown(model)}”.`, {
    category: 'RESOURCE',
    retryable: false,
    hint: 'Ask the operator to install the model on the server, for example with ollama pull, or to set another one (docs/providers.md).',
  });

export const contextTooLong = (vendor: string): Failure =>
  new Failure('CONTEXT_TOO_LONG', `The text is longer than the model of ${vendor} can read.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Shorten the prompt or the script, or ask the operator to raise the context length of the model.',
  });

/** For a provider that neither the installation nor the workspace has set up. */
export const notSetUp = (vendor: string): Failure =>
  new Failure('NOT_CONFIGURED', `${vendor} is not set up in this installation.`, {
    category: 'RESOURCE',
    retryable: false,
    hint: 'Ask the operator to set the environment variables of this provider (docs/providers.md). If the provider takes keys of workspaces, an administrator of the workspace can set one with `setProviderKey` instead.',
  });

/** The UTC time in this number of seconds. An answer may state centuries, so the number is limited. */
function retryAt(seconds: number): string {
  const at = new Date(Date.now() + Math.min(seconds, 400 * 86_400) * 1_000);
  return `${at.toISOString().slice(0, 19)}Z`;
}

const MAX_SHOWN = 200;

/** A vendor's text for people: one line, without anything that looks like a key, a URL or a path. */
const shown = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/https?:\S+|(?<![\p{L}\p{N}])\/[\w./-]{3,}|\b(?:sk|key|AIza)[-_\w*]{8,}|\b[A-Za-z0-9_-]{32,}\b/gu, '…')
    .trim()
    .slice(0, MAX_SHOWN)
    .replace(/\.+$/, '');
