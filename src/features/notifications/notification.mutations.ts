import { defineMutation } from '../../platform/mutation/mutation.ts';

export const markNotificationsRead = defineMutation({
  name: 'markNotificationsRead',
  access: 'SELF',
  audit: 'The number of notifications that were marked.',
});

export const updateNotificationSettings = defineMutation({
  name: 'updateNotificationSettings',
  access: 'SELF',
  audit: 'The changed settings, before and after.',
});
