import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const importTimeline = workspaceMutation({
  name: 'importTimeline',
  action: 'MANAGE_PROJECTS',
  idempotencyKey: true,
  audit: 'The name of the project and its number of scenes.',
});
