import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';

interface Known {
  readonly version: number;
  readonly value: string;
}

interface Draft {
  readonly text: string;
  readonly state: string;
  readonly theirs?: Known;
}

interface Answer {
  readonly saved?: Known;
  readonly error?: { readonly graphQLErrors: readonly { readonly message: string; readonly extensions: object }[] };
}

/** The exports of the module. It is imported by its path, because the types of tests do not include those of browsers. */
interface DraftsModule {
  readonly drafts: { get(): ReadonlyMap<string, Draft> };
  readonly typeDraft: (target: object, text: string, isChosen?: boolean) => void;
  readonly leaveDraft: (key: string) => void;
  readonly dropDraft: (key: string) => void;
  readonly noticeRead: (key: string, read: Known) => void;
  readonly newestOf: (key: string, read: Known) => Known;
}

const KEY = 'scene:narration';

let page: DraftsModule;
/** What the page has read. */
let read: Known;
let sent: (Known & { readonly answer: (answer: Answer) => Promise<void> })[];

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('location', { protocol: 'http:', host: 'localhost' });
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.resetModules();
  page = (await import(join(import.meta.dirname, '../../../../src/web/project/edit/drafts.ts'))) as DraftsModule;
  read = { version: 1, value: 'Old words.' };
  sent = [];
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

const target = {
  key: KEY,
  field: 'narration',
  known: () => read,
  send: (value: string, version: number) => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    sent.push({ value, version, answer: (answer) => (resolve(answer), settled()) });
    return promise;
  },
};

const settled = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));
const draft = () => page.drafts.get().get(KEY);
/** What the field shows. */
const shown = () => draft()?.text ?? page.newestOf(KEY, read).value;

async function type(text: string): Promise<void> {
  page.typeDraft(target, text);
  await vi.advanceTimersByTimeAsync(700);
}

const refusal = (code: string, details?: object): Answer => ({
  error: { graphQLErrors: [{ message: `Refused: ${code}.`, extensions: { code, details } }] },
});

test('a field that is left shows what was saved until the page has read it', async () => {
  await type('New words.');
  await sent[0]?.answer({ saved: { version: 2, value: 'New words.' } });
  page.leaveDraft(KEY);
  expect([draft(), shown()]).toEqual([undefined, 'New words.']);
  // A read that began before the save.
  page.noticeRead(KEY, read);
  expect(shown()).toBe('New words.');
  await type(`${shown()} More.`);
  expect(sent[1]).toMatchObject({ value: 'New words. More.', version: 2 });
  await sent[1]?.answer({ saved: { version: 3, value: 'New words. More.' } });
  page.leaveDraft(KEY);
  read = { version: 4, value: 'Of somebody else.' };
  page.noticeRead(KEY, read);
  expect(shown()).toBe('Of somebody else.');
});

test('a saved draft gives way to a later change of somebody else', async () => {
  await type('Mine.');
  await sent[0]?.answer({ saved: { version: 2, value: 'Mine.' } });
  read = { version: 2, value: 'Mine.' };
  page.noticeRead(KEY, read);
  expect(draft()?.state).toBe('SAVED');
  read = { version: 3, value: 'Theirs.' };
  page.noticeRead(KEY, read);
  expect([draft(), shown()]).toEqual([undefined, 'Theirs.']);
});

test('typing goes on after a save that removed a space', async () => {
  await type('hello ');
  await sent[0]?.answer({ saved: { version: 2, value: 'hello' } });
  read = { version: 2, value: 'hello' };
  page.noticeRead(KEY, read);
  expect(draft()).toMatchObject({ text: 'hello ', state: 'SAVED' });
  await type('hello world');
  expect(sent[1]).toMatchObject({ value: 'hello world', version: 2 });
});

test('what was typed while a refused value was on its way is sent', async () => {
  await type('Refused');
  await type('Accepted');
  expect(sent).toHaveLength(1);
  await sent[0]?.answer(refusal('BAD_USER_INPUT'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent[1]).toMatchObject({ value: 'Accepted', version: 1 });
  await sent[1]?.answer(refusal('BAD_USER_INPUT'));
  expect(draft()).toMatchObject({ text: 'Accepted', state: 'REFUSED' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(2);
});

test('a change of another field is no conflict; one of the same field is', async () => {
  await type('Mine.');
  await sent[0]?.answer(refusal('CONFLICT', { current: { version: 2, narration: 'Old words.' } }));
  expect(sent[1]).toMatchObject({ value: 'Mine.', version: 2 });
  await sent[1]?.answer(refusal('CONFLICT', { current: { version: 3, narration: 'Theirs.' } }));
  expect(draft()).toMatchObject({ text: 'Mine.', state: 'CONFLICT', theirs: { version: 3, value: 'Theirs.' } });
});

test('an object that was removed and restored is saved with its own version', async () => {
  await type('Mine.');
  await sent[0]?.answer({ saved: { version: 2, value: 'Mine.' } });
  page.dropDraft(KEY);
  expect(shown()).toBe('Old words.');
  await type('Again.');
  expect(sent[1]).toMatchObject({ value: 'Again.', version: 1 });
});
