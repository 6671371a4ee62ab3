import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const pauseQueue = defineMutation({
  name: 'pauseQueue',
  access: 'ADMINISTRATOR',
  audit: 'The paused queue.',
});

export const resumeQueue = defineMutation({
  name: 'resumeQueue',
  access: 'ADMINISTRATOR',
  audit: 'The resumed queue.',
});
