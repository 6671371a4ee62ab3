import { createStore } from './store.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
}

/** Milliseconds that a message stays. */
const SHOWN_MS = 5_000;

let count = 0;

/** Short messages that need no answer, oldest first. Screen readers announce them. */
export const toasts = createStore<readonly Toast[]>([]);

export function showToast(text: string): void {
  const id = (count += 1);
  toasts.set([...toasts.get(), { id, text }]);
  setTimeout(() => toasts.set(toasts.get().filter((toast) => toast.id !== id)), SHOWN_MS);
}
