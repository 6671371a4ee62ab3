import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const createShowcaseItem = defineMutation({
  name: 'createShowcaseItem',
  access: 'ADMINISTRATOR',
  audit: 'The film and how it is shown.',
});

export const updateShowcaseItem = defineMutation({
  name: 'updateShowcaseItem',
  access: 'ADMINISTRATOR',
  audit: 'How the film is shown, before and after.',
});

export const orderShowcase = defineMutation({
  name: 'orderShowcase',
  access: 'ADMINISTRATOR',
  audit: 'The placement and the ids in their new order.',
});

export const deleteShowcaseItem = defineMutation({
  name: 'deleteShowcaseItem',
  access: 'ADMINISTRATOR',
  audit: 'The film and how it was shown.',
});
