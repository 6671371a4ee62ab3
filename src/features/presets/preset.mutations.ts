import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const createPreset = workspaceMutation({
  name: 'createPreset',
  action: 'MANAGE_PRESETS',
  idempotencyKey: true,
  audit: 'The name and the options.',
});

export const updatePreset = workspaceMutation({
  name: 'updatePreset',
  action: 'MANAGE_PRESETS',
  audit: 'The changed fields, before and after.',
});

export const duplicatePreset = workspaceMutation({
  name: 'duplicatePreset',
  action: 'MANAGE_PRESETS',
  idempotencyKey: true,
  audit: 'The name and the preset that was copied.',
});

export const deletePreset = workspaceMutation({
  name: 'deletePreset',
  action: 'MANAGE_PRESETS',
  audit: 'The name.',
});

export const setDefaultPreset = workspaceMutation({
  name: 'setDefaultPreset',
  action: 'UPDATE_WORKSPACE',
  audit: 'The default preset, before and after.',
});
