import { badInput } from '../../kernel/errors.ts';

const MAX_URL_LENGTH = 2_000;

/** Checks a URL to which another site sends people back: other pages could pretend to be this one. @throws ReelwrightError BAD_USER_INPUT */
export function assertReturnUrl(path: string, url: string, origins: readonly string[]): void {
  const parsed = URL.parse(url);
  if (!parsed || url.length > MAX_URL_LENGTH || parsed.username !== '' || parsed.password !== '' || !origins.includes(parsed.origin))
    throw badInput(path, `Must be a URL of at most ${MAX_URL_LENGTH} characters whose origin is one of: ${origins.join(', ')}.`);
}
