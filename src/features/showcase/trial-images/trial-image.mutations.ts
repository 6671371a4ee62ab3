import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const setTrialImages = defineMutation({
  name: 'setTrialImages',
  access: 'ADMINISTRATOR',
  audit: 'The pictures, before and after.',
});
