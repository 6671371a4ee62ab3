import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';

const PENDING = 'reelwright:google';

let stored: Map<string, string>;
let address: URL;
const assign = vi.fn();
const mutation = vi.fn();
const addEventListener = vi.fn<(type: string, listener: () => void) => void>();

/** The exports of the module. It is imported by its path, because the types of tests do not include those of browsers. */
interface GoogleModule {
  readonly startGoogle: (otp?: string) => Promise<unknown>;
  readonly takeGoogleReturn: () => { readonly code: string; readonly pending: object } | undefined;
  readonly finishGoogle: (returned: object) => Promise<unknown>;
}

const WEB = join(import.meta.dirname, '../../../src/web/shared/api');

async function open(): Promise<GoogleModule> {
  vi.resetModules();
  vi.doMock(join(WEB, 'client.ts'), () => ({ client: { mutation } }));
  return (await import(join(WEB, 'google.ts'))) as GoogleModule;
}

/** The page after the identity provider has sent the browser back. */
function come(back: string): void {
  address = new URL(back, 'http://studio.test/');
  vi.stubGlobal('location', { origin: address.origin, pathname: address.pathname, search: address.search, assign });
}

beforeEach(() => {
  stored = new Map();
  assign.mockReset();
  mutation.mockReset();
  addEventListener.mockReset();
  vi.stubGlobal('addEventListener', addEventListener);
  come('/');
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  vi.stubGlobal('history', { replaceState: (_: unknown, __: string, path: string) => (address = new URL(path, address)) });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  return () => {
    vi.doUnmock(join(WEB, 'client.ts'));
    vi.unstubAllGlobals();
  };
});

/** Starts a sign-in with the code of a second factor. */
async function start(): Promise<GoogleModule> {
  const google = await open();
  mutation.mockResolvedValueOnce({ data: { start: { state: 'S', url: 'https://accounts.test/' } } });
  await google.startGoogle('123456');
  expect(assign).toHaveBeenCalledWith('https://accounts.test/');
  expect(stored.get(PENDING)).toContain('123456');
  return google;
}

test('the code of the second factor and the verifier leave the storage before the server is asked', async () => {
  const google = await start();
  come('/?code=C&state=S');
  const returned = google.takeGoogleReturn();
  expect(stored.has(PENDING)).toBe(false);
  expect(address.search).toBe('');
  mutation.mockResolvedValueOnce({ error: new Error('OTP_REQUIRED') });
  await google.finishGoogle(returned ?? {});
  expect(mutation.mock.lastCall?.[1]).toEqual({
    input: { code: 'C', state: 'S', otp: '123456', redirectUri: 'http://studio.test/', codeVerifier: expect.any(String) as string },
  });
  expect(stored.has(PENDING)).toBe(false);
});

test.each([
  ['the provider refuses', '/?error=access_denied&state=S', ''],
  ['the person goes back', '/', ''],
  ['the person opens another page', '/projects', ''],
  ['another sign-in returns', '/?code=C&state=other', ''],
  ['the address is that of another page with a code', '/?code=C', '?code=C'],
])('they leave the storage when %s', async (_, back, search) => {
  const google = await start();
  come(back);
  expect(google.takeGoogleReturn()).toBeUndefined();
  expect(stored.has(PENDING)).toBe(false);
  expect(address.search).toBe(search);
});

test('they leave the storage when the browser shows the page again without loading it', async () => {
  await start();
  const [type, listener] = addEventListener.mock.lastCall ?? [];
  expect(type).toBe('pageshow');
  listener?.();
  expect(stored.has(PENDING)).toBe(false);
});

test('a sign-in that cannot start stores nothing', async () => {
  const google = await open();
  mutation.mockResolvedValueOnce({ error: new Error('NOT_CONFIGURED') });
  await google.startGoogle('123456');
  expect(stored.has(PENDING)).toBe(false);
});
