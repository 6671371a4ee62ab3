import { useEffect, useRef } from 'react';
import { useStore } from '../../shared/state/store.ts';
import { drafts, leaveDraft, noticeRead, typeDraft } from './drafts.ts';
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

/** A field that saves itself, and keeps what is typed until the server has it. */
export function useDraft({ id, field, known, send }: DraftOptions): DraftedField {
  const key = `${id}:${field}`;
  const draft = useStore(drafts).get(key);
  const newest = useRef({ known, send, id });
  newest.current = { known, send, id };
  // The object may close before its draft is saved: then its last known value counts.
  const target: Target = { key, field, known: () => (newest.current.id === id ? newest.current.known : known), send };
  useEffect(() => noticeRead(key, known), [key, known]);
  useEffect(() => () => leaveDraft(key), [key]);
  return {
    key,
    text: draft?.text ?? known.value,
    draft,
    type: (text) => typeDraft(target, text),
    choose: (text) => typeDraft(target, text, true),
    leave: () => leaveDraft(key),
  };
}
