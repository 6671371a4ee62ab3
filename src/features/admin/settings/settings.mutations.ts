import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const updateSettings = defineMutation({
  name: 'updateSettings',
  access: 'ADMINISTRATOR',
  audit: 'The changed settings, before and after.',
});
