import { useEffect, useRef, useSyncExternalStore } from 'react';
import { drafts, isStuck, leaveDraft, newestOf, noticeRead, typeDraft } from './drafts.ts';
import type { Draft, Known, Target } from './drafts.ts';

export interface DraftedField {
  readonly key: string;
  readonly text: string;
  readonly draft: Draft | undefined;
  readonly type: (text: string) => void;
  /** For a list of choices: saves at once. */
  readonly choose: (text: string) => void;
  readonly leave: () => void;
}

interface DraftOptions {
  readonly id: string;
  readonly field: string;
  readonly known: Known;
  readonly send: Target['send'];
}

/** The draft of one field: a component that shows it is not drawn again for others. */
export const useDraftOf = (key: string): Draft | undefined => useSyncExternalStore(drafts.subscribe, () => drafts.get().get(key));

/** Whether an object has a field that could not be saved. */
export const useStuck = (id: string): boolean => useSyncExternalStore(drafts.subscribe, () => isStuck(id));

/** A field that saves itself, and keeps what is typed until the server has it. */
export function useDraft({ id, field, known, send }: DraftOptions): DraftedField {
  const key = `${id}:${field}`;
  const draft = useDraftOf(key);
  const newest = useRef({ known, send, id });
  useEffect(() => void (newest.current = { known, send, id }));
  // The object may close before its draft is saved: then its last known value counts.
  const target: Target = { key, field, known: () => (newest.current.id === id ? newest.current.known : known), send };
  useEffect(() => noticeRead(key, known), [key, known]);
  useEffect(() => () => leaveDraft(key), [key]);
  return {
    key,
    text: draft?.text ?? newestOf(key, known).value,
    draft,
    type: (text) => typeDraft(target, text),
    choose: (text) => typeDraft(target, text, true),
    leave: () => leaveDraft(key),
  };
}
