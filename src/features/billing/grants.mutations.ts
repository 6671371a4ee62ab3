import { defineMutation } from '../../platform/mutation/mutation.ts';

export const grantCredits = defineMutation({
  name: 'grantCredits',
  access: 'ADMINISTRATOR',
  idempotencyKey: true,
  audit: 'The number of credits, the reason and when they expire.',
});
