import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const revokeSession = defineMutation({
  name: 'revokeSession',
  access: 'SELF',
  audit: 'The revoked session.',
});
