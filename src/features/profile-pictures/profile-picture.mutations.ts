import { defineMutation } from '../../platform/mutation/mutation.ts';

export const completeProfilePictureUpload = defineMutation({
  name: 'completeProfilePictureUpload',
  access: 'SELF',
  audit: 'The announced size.',
});

export const createProfilePictureUpload = defineMutation({
  name: 'createProfilePictureUpload',
  access: 'SELF',
  rateLimit: 'upload',
  audit: 'The announced type and size.',
});

export const removeProfilePicture = defineMutation({
  name: 'removeProfilePicture',
  access: 'SELF',
  audit: 'That the picture was removed.',
});
