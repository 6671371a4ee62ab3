import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const createCalendarFeed = defineMutation({
  name: 'createCalendarFeed',
  access: 'SELF',
  audit: 'The name, without the secret.',
});

export const revokeCalendarFeed = defineMutation({
  name: 'revokeCalendarFeed',
  access: 'SELF',
  audit: 'The name.',
});
