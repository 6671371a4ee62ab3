import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const initializeSystem = defineMutation({
  name: 'initializeSystem',
  access: 'PUBLIC',
  rateLimit: 'register',
  audit: 'The account that became the first administrator.',
});
