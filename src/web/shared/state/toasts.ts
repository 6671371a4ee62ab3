import { createStore } from './store.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: ToastAction | undefined;
}

/** What a person can do about it. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => unknown;
}

/** Milliseconds that a message without an action stays. Nobody needs to be quick for an action. */
const SHOWN_MS = 5_000;

let count = 0;

/** Short messages that need no answer, oldest first. Screen readers announce them. */
export const toasts = createStore<readonly Toast[]>([]);

/** Shows a message. One with an action stays until the person closes it, or the next one with an action replaces it. */
export function showToast(text: string, action?: ToastAction): void {
  const id = (count += 1);
  toasts.set([...toasts.get().filter((toast) => !action || !toast.action), { id, text, action }]);
  if (!action) setTimeout(() => closeToast(id), SHOWN_MS);
}

export const closeToast = (id: number): void => toasts.set(toasts.get().filter((toast) => toast.id !== id));
