import type { CombinedError } from 'urql';
import { access } from '../../shared/api/access.ts';
import { codeOf, detailsOf } from '../../shared/api/errors.ts';
import { errorText } from '../../shared/messages/error-text.ts';
import { sayNow } from '../../shared/messages/text.ts';
import { connection } from '../../shared/api/socket.ts';
import { createStore } from '../../shared/state/store.ts';

/** A value of an object that has versions, as the server had it last. */
export interface Known {
  readonly version: number;
  readonly value: string;
}

/**
 * What a person typed into a field. `WAITING`: the server does not answer or the session has ended, and the next attempt comes by itself.
 * `CONFLICT`: somebody else changed the same field meanwhile to `theirs`. `REFUSED`: the server refuses the value.
 */
export interface Draft {
  readonly text: string;
  /** The value that the person began with, or that was saved last. */
  readonly base: string;
  readonly state: 'TYPING' | 'SAVING' | 'SAVED' | 'WAITING' | 'CONFLICT' | 'REFUSED';
  readonly theirs?: Known | undefined;
  readonly problem?: string | undefined;
}

/** A field that is saved by a mutation which takes `expectedVersion`. */
export interface Target {
  /** Key of the draft: the id of the object and the name of the field. */
  readonly key: string;
  /** The name of the field in `details.current` of a CONFLICT. */
  readonly field: string;
  /** The newest value that the page has read. */
  readonly known: () => Known | undefined;
  readonly send: (
    value: string,
    expectedVersion: number,
  ) => Promise<{ readonly error?: CombinedError | undefined; readonly saved?: Known | undefined }>;
}

/** Milliseconds after the last key until the text is saved. */
const PAUSE_MS = 700;
/** Milliseconds between attempts while the server does not answer. */
const RETRY_MS = 4_000;

/** What is typed and not yet read back. Outside of components: it survives an end of the session, another page and a scene that closes. */
export const drafts = createStore<ReadonlyMap<string, Draft>>(new Map());

const targets = new Map<string, Target>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** Versions that saves returned: the page may read them later. */
const versions = new Map<string, Known>();

function put(key: string, draft: Draft | undefined): void {
  const next = new Map(drafts.get());
  if (draft) next.set(key, draft);
  else next.delete(key);
  drafts.set(next);
}

/** The newer one of what the page has read and what a save returned. */
export function newestOf(key: string, read: Known): Known {
  const saved = versions.get(key);
  return saved && saved.version > read.version ? saved : read;
}

function newest({ key, known }: Target): Known | undefined {
  const read = known();
  return read ? newestOf(key, read) : versions.get(key);
}

function later(key: string, ms: number): void {
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => void save(key), ms),
  );
}

/** Keeps what is typed, and saves it after a pause; at once when `isChosen`, as for a list of choices. */
export function typeDraft(target: Target, text: string, isChosen = false): void {
  targets.set(target.key, target);
  const draft = drafts.get().get(target.key);
  const base = draft?.base ?? newest(target)?.value ?? '';
  // A conflict stays until the person decides; typing goes on meanwhile.
  if (draft?.state === 'CONFLICT') return put(target.key, { ...draft, text });
  put(target.key, { text, base, state: draft?.state === 'SAVING' ? 'SAVING' : 'TYPING' });
  later(target.key, isChosen ? 0 : PAUSE_MS);
}

/** Saves what is typed now. What is saved shows the value of the server again: without the spaces around it, for example. */
export function leaveDraft(key: string): void {
  const draft = drafts.get().get(key);
  if (draft?.state === 'SAVED') put(key, undefined);
  if (draft?.state === 'TYPING') later(key, 0);
}

/** Ends a conflict: mine replaces theirs, or theirs stays. */
export function decide(key: string, keepMine: boolean): void {
  const draft = drafts.get().get(key);
  if (!draft?.theirs) return;
  versions.set(key, draft.theirs);
  if (!keepMine) return put(key, undefined);
  put(key, { text: draft.text, base: draft.theirs.value, state: 'TYPING' });
  later(key, 0);
}

/** Forgets a draft, and what its saves returned: an object that was removed begins with version 1 again when it is restored. */
export function dropDraft(key: string): void {
  versions.delete(key);
  if (drafts.get().has(key)) put(key, undefined);
}

/** Forgets the fields of an object that no longer exists, except for the unsaved words of one of them. */
export function dropObject(id: string, wordsKey: string): void {
  for (const key of [...versions.keys(), ...drafts.get().keys()]) {
    const draft = drafts.get().get(key);
    const isKept = key === wordsKey && draft !== undefined && isUnsaved(draft) && draft.text.trim() !== '';
    if (key.startsWith(`${id}:`) && !isKept) dropDraft(key);
  }
}

/** Whether what is typed has not reached the server. */
export const isUnsaved = ({ state }: Draft): boolean => state !== 'SAVED';

/** Whether an object has a draft that waits for the server or the person, and not only for the end of typing. */
export const isStuck = (id: string): boolean => [...drafts.get()].some(([key, { state }]) => key.startsWith(`${id}:`) && STUCK.has(state));

const STUCK: ReadonlySet<Draft['state']> = new Set(['WAITING', 'CONFLICT', 'REFUSED']);

/** The page has read the object again: a saved draft gives way to a later change of somebody else. */
export function noticeRead(key: string, read: Known): void {
  const draft = drafts.get().get(key);
  const saved = versions.get(key);
  if (draft?.state === 'SAVED' && saved && read.version > saved.version && read.value !== draft.base) put(key, undefined);
}

async function save(key: string): Promise<void> {
  const target = targets.get(key);
  const draft = drafts.get().get(key);
  if (!target || !draft || draft.state === 'SAVING' || draft.state === 'CONFLICT') return;
  const now = newest(target);
  if (!now) return;
  if (draft.text === now.value) {
    versions.set(key, now);
    return put(key, { text: draft.text, base: now.value, state: 'SAVED' });
  }
  if (now.value !== draft.base) return put(key, { ...draft, state: 'CONFLICT', theirs: now });
  const { text } = draft;
  put(key, { ...draft, state: 'SAVING', problem: undefined });
  const { error, saved } = await target.send(text, now.version);
  settle(target, text, error, saved);
}

function settle(target: Target, sent: string, error: CombinedError | undefined, saved: Known | undefined): void {
  const { key, field } = target;
  const draft = drafts.get().get(key);
  if (!draft) return;
  if (saved) {
    versions.set(key, saved);
    const isSame = draft.text === sent;
    put(key, { text: draft.text, base: saved.value, state: isSame ? 'SAVED' : 'TYPING' });
    if (!isSame) later(key, PAUSE_MS);
    return;
  }
  const code = codeOf(error);
  if (code === 'CONFLICT') {
    const current = currentOf(detailsOf(error)['current'], field);
    if (current) versions.set(key, current);
    put(key, { ...draft, state: 'TYPING' });
    // Another field of the object has changed: the same value is sent with the new version. `save` finds a change of this field.
    return later(key, current ? 0 : RETRY_MS);
  }
  if (code === undefined || code === 'UNAUTHENTICATED' || code === 'UNAVAILABLE' || code === 'RATE_LIMITED') {
    put(key, { ...draft, state: 'WAITING' });
    return later(key, RETRY_MS);
  }
  // The refusal is of what was sent, not of what was typed since.
  if (draft.text !== sent) {
    put(key, { ...draft, state: 'TYPING' });
    return later(key, PAUSE_MS);
  }
  put(key, { ...draft, state: 'REFUSED', problem: error ? errorText(sayNow, error) : '' });
}

/** The field and the version of the object that the answer of a CONFLICT has. */
function currentOf(current: unknown, field: string): Known | undefined {
  if (typeof current !== 'object' || current === null) return undefined;
  const { version, [field]: value } = current as Readonly<Record<string, unknown>>;
  if (typeof version !== 'number') return undefined;
  return { version, value: typeof value === 'string' ? value : '' };
}

function saveWaiting(): void {
  for (const [key, { state }] of drafts.get()) if (state === 'WAITING') later(key, 0);
}
access.subscribe(() => access.get() === 'SIGNED_IN' && saveWaiting());
connection.subscribe(() => connection.get() === 'LIVE' && saveWaiting());
addEventListener('beforeunload', (event) => {
  if ([...drafts.get().values()].some(isUnsaved)) event.preventDefault();
});
