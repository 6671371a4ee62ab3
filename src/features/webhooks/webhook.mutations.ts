import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const createWebhook = workspaceMutation({
  name: 'createWebhook',
  action: 'MANAGE_WEBHOOKS',
  idempotencyKey: true,
  audit: 'The URL without its query, and the event types.',
});

export const deleteWebhook = workspaceMutation({
  name: 'deleteWebhook',
  action: 'MANAGE_WEBHOOKS',
  audit: 'The URL without its query.',
});

export const redeliverWebhook = workspaceMutation({
  name: 'redeliverWebhook',
  action: 'MANAGE_WEBHOOKS',
  audit: 'The delivery that is sent again.',
});

export const rotateWebhookSecret = workspaceMutation({
  name: 'rotateWebhookSecret',
  action: 'MANAGE_WEBHOOKS',
  audit: 'That the secret was rotated.',
});

export const testWebhook = workspaceMutation({
  name: 'testWebhook',
  action: 'MANAGE_WEBHOOKS',
  audit: 'The delivery that was sent.',
});

export const updateWebhook = workspaceMutation({
  name: 'updateWebhook',
  action: 'MANAGE_WEBHOOKS',
  audit: 'The changed fields, before and after.',
});
