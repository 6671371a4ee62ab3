import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const removeInstallationProviderKey = defineMutation({
  name: 'removeInstallationProviderKey',
  access: 'ADMINISTRATOR',
  audit: 'The provider.',
});

export const setInstallationProviderKey = defineMutation({
  name: 'setInstallationProviderKey',
  access: 'ADMINISTRATOR',
  audit: 'The provider; never the key.',
});

export const testInstallationProviderKey = defineMutation({
  name: 'testInstallationProviderKey',
  access: 'ADMINISTRATOR',
  rateLimit: 'upload',
  audit: 'The provider, and whether its key works.',
});
