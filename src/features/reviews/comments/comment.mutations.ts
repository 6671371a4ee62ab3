import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const createComment = workspaceMutation({
  name: 'createComment',
  action: 'REVIEW',
  reviewersToo: true,
  rateLimit: 'review',
  idempotencyKey: true,
  audit: 'The asset, the moment and the name of a reviewer, without the text.',
});

export const reviewAsset = workspaceMutation({
  name: 'reviewAsset',
  action: 'REVIEW',
  reviewersToo: true,
  rateLimit: 'review',
  idempotencyKey: true,
  audit: 'The asset, the decision and the name of a reviewer, without the text.',
});

export const resolveComment = workspaceMutation({
  name: 'resolveComment',
  action: 'MANAGE_COMMENTS',
  audit: 'The asset.',
});

export const reopenComment = workspaceMutation({
  name: 'reopenComment',
  action: 'MANAGE_COMMENTS',
  audit: 'The asset.',
});

export const deleteComment = workspaceMutation({
  name: 'deleteComment',
  action: 'REVIEW',
  reviewersToo: true,
  rateLimit: 'review',
  audit: 'The asset, the author and the moment.',
});
