import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const createSlots = workspaceMutation({
  name: 'createSlots',
  action: 'MANAGE_SLOTS',
  rateLimit: 'slots',
  idempotencyKey: true,
  audit: 'The slots with their people, times and titles.',
});

export const createRecurringSlots = workspaceMutation({
  name: 'createRecurringSlots',
  action: 'MANAGE_SLOTS',
  rateLimit: 'slots',
  idempotencyKey: true,
  audit: 'The people, the title, the rule and the number of slots.',
});

export const updateSlot = workspaceMutation({
  name: 'updateSlot',
  action: 'MANAGE_SLOTS',
  rateLimit: 'slots',
  audit: 'The slot, before and after.',
});

export const deleteSlot = workspaceMutation({
  name: 'deleteSlot',
  action: 'MANAGE_SLOTS',
  rateLimit: 'slots',
  audit: 'The slot.',
});

export const bookSlot = workspaceMutation({
  name: 'bookSlot',
  action: 'BOOK_SLOTS',
  rateLimit: 'slots',
  usersOnly: true,
  idempotencyKey: true,
  audit: 'The slot, before and after.',
});

export const confirmSlot = workspaceMutation({
  name: 'confirmSlot',
  action: 'BOOK_SLOTS',
  rateLimit: 'slots',
  usersOnly: true,
  audit: 'The slot, before and after.',
});

export const declineSlot = workspaceMutation({
  name: 'declineSlot',
  action: 'BOOK_SLOTS',
  rateLimit: 'slots',
  usersOnly: true,
  audit: 'The slot, before and after.',
});

export const cancelSlot = workspaceMutation({
  name: 'cancelSlot',
  action: 'BOOK_SLOTS',
  rateLimit: 'slots',
  audit: 'The slot, before and after, and the reason.',
});
