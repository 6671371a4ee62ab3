import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const suspendUser = defineMutation({
  name: 'suspendUser',
  access: 'ADMINISTRATOR',
  audit: 'The suspended person and the reason.',
});

export const reinstateUser = defineMutation({
  name: 'reinstateUser',
  access: 'ADMINISTRATOR',
  audit: 'The reinstated person.',
});
