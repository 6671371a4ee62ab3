import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const giveShowcaseConsent = workspaceMutation({
  name: 'giveShowcaseConsent',
  action: 'MANAGE_SHOWCASE_CONSENT',
  usersOnly: true,
  audit: 'The asset that may be shown.',
});

export const withdrawShowcaseConsent = workspaceMutation({
  name: 'withdrawShowcaseConsent',
  action: 'MANAGE_SHOWCASE_CONSENT',
  usersOnly: true,
  audit: 'The asset that may no longer be shown.',
});
