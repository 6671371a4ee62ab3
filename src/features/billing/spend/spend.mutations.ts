import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const setSpendLimit = workspaceMutation({
  name: 'setSpendLimit',
  action: 'SET_SPEND_LIMIT',
  audit: 'The limit in US dollars, before and after.',
});
