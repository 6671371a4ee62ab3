import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const confirmTotp = defineMutation({
  name: 'confirmTotp',
  access: 'SELF',
  rateLimit: 'login',
  countsFailuresOnly: true,
  audit: 'That the second factor is on.',
});

export const disableTotp = defineMutation({
  name: 'disableTotp',
  access: 'SELF',
  rateLimit: 'login',
  countsFailuresOnly: true,
  audit: 'That the second factor is off.',
});

export const enableTotp = defineMutation({
  name: 'enableTotp',
  access: 'SELF',
  rateLimit: 'login',
  countsFailuresOnly: true,
  audit: 'That a second factor was prepared.',
});
