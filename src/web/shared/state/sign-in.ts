import { createStore } from './store.ts';

/** Whether the sign-in dialog is open, and with which of its two forms. */
export const signInDialog = createStore<'CLOSED' | 'SIGN_IN' | 'SIGN_UP'>('CLOSED');

/** Whether the last sign-in with the identity provider needs the code of a second factor. */
export const googleNeedsCode = createStore(false);
