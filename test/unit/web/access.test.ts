import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';

const reload = vi.fn();
/** What the tab keeps. */
const kept = new Map<string, string>();
/** Answers of the server in order, each to one request. */
let answers: (Response | Promise<Response>)[];
let requests: { readonly method: string; readonly body: unknown }[];

const grant = (userId: string): Response => Response.json({ accessToken: `of ${userId}`, expiresIn: 900, userId });
const nothing = (status: number): Response => new Response(null, { status });

/** The exports of the module. It is imported by its path, because the types of tests do not include those of browsers. */
interface AccessModule {
  readonly access: { get(): string };
  readonly isOtherHost: { get(): boolean };
  readonly accessToken: () => string | undefined;
  readonly renewAccess: () => Promise<void>;
  readonly restoreAccess: () => Promise<void>;
  readonly acceptSignIn: (refreshToken: string) => Promise<void>;
  readonly endAccess: () => void;
}

async function open(): Promise<AccessModule> {
  vi.resetModules();
  return (await import(join(import.meta.dirname, '../../../src/web/shared/api/access.ts'))) as AccessModule;
}

beforeEach(() => {
  answers = [];
  requests = [];
  reload.mockReset();
  kept.clear();
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  vi.stubGlobal('location', { reload });
  vi.stubGlobal('addEventListener', vi.fn());
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    clear: () => kept.clear(),
  });
  vi.stubGlobal('fetch', async (_: string, { method = 'GET', body }: RequestInit = {}) => {
    requests.push({ method, body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined });
    return answers.shift() ?? nothing(204);
  });
  return () => vi.unstubAllGlobals();
});

test.each([
  ['in the same page', false],
  ['after a reload', true],
])('another person finds nothing of the first one in the tab, %s, and the page acts as nobody until it is new', async (_, isReloaded) => {
  const first = await open();
  answers = [grant('Alice'), grant('Bob'), grant('Bob')];
  await first.renewAccess();
  expect(first.accessToken()).toBe('of Alice');
  kept.set('reelwright:draft', 'words of Alice');
  const second = isReloaded ? await open() : first;
  void second.renewAccess();
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  expect(second.accessToken()).not.toBe('of Bob');
  expect([...kept]).toEqual([]);
  const third = await open();
  await third.renewAccess();
  expect([third.accessToken(), reload.mock.calls.length]).toEqual(['of Bob', 1]);
});

test('a session that the server has ended is replaced by that of the cookie, which is never deleted', async () => {
  const page = await open();
  answers = [grant('Alice'), grant('Alice')];
  await page.renewAccess();
  page.endAccess();
  expect([page.access.get(), page.accessToken()]).toEqual(['ENDED', undefined]);
  await vi.waitFor(() => expect(page.access.get()).toBe('SIGNED_IN'));
  page.endAccess();
  await vi.waitFor(() => expect(requests).toHaveLength(3));
  expect(page.access.get()).toBe('ENDED');
  expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['POST']));
});

test('an address that is not that of the installation is signed out, and a sign-in there fails', async () => {
  const page = await open();
  answers = [nothing(403), nothing(403)];
  await page.restoreAccess();
  expect([page.access.get(), page.isOtherHost.get()]).toEqual(['SIGNED_OUT', true]);
  await expect(page.acceptSignIn('token')).rejects.toThrow();
});

test('a sign-in waits for a renewal that is running', async () => {
  const page = await open();
  const late = Promise.withResolvers<Response>();
  answers = [late.promise, grant('Alice')];
  const renewal = page.renewAccess();
  const signIn = page.acceptSignIn('token');
  expect(requests).toHaveLength(1);
  late.resolve(nothing(204));
  await Promise.all([renewal, signIn]);
  expect(requests[1]?.body).toEqual({ refreshToken: 'token' });
  expect(page.access.get()).toBe('SIGNED_IN');
});
