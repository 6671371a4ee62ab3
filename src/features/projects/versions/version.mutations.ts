import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const restoreProjectVersion = workspaceMutation({
  name: 'restoreProjectVersion',
  action: 'MANAGE_PROJECTS',
  audit: 'The number of the version.',
});
