import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const createSeries = workspaceMutation({
  name: 'createSeries',
  action: 'MANAGE_SERIES',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The series; the URL of the feed without its query.',
});

export const updateSeries = workspaceMutation({
  name: 'updateSeries',
  action: 'MANAGE_SERIES',
  audit: 'The series before and after; the URL of the feed without its query.',
});

export const pauseSeries = workspaceMutation({
  name: 'pauseSeries',
  action: 'MANAGE_SERIES',
  audit: "The series' status before.",
});

export const resumeSeries = workspaceMutation({
  name: 'resumeSeries',
  action: 'MANAGE_SERIES',
  audit: "The series' status before.",
});

export const deleteSeries = workspaceMutation({
  name: 'deleteSeries',
  action: 'MANAGE_SERIES',
  audit: 'The series.',
});

export const runSeriesNow = workspaceMutation({
  name: 'runSeriesNow',
  action: 'MANAGE_SERIES',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The series of the run.',
});
