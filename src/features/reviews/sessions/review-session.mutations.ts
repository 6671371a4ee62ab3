import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const startReview = defineMutation({
  name: 'startReview',
  access: 'PUBLIC',
  rateLimit: 'review',
  audit: 'The share link and the name of the reviewer.',
});
