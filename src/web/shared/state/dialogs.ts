import { createStore } from './store.ts';

/** Ids of the modal dialogs that are open, in their order. Everything outside of the last one is inert. */
export const openDialogs = createStore<readonly string[]>([]);
