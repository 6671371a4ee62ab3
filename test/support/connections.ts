/**
 * How each connection of the schema is reached: `ARGS` stands for the arguments of it and of what it hangs on, `$` for what is asked of
 * it. A new connection is a new line, and rows of it in test/support/rows.ts.
 */
export const CONNECTIONS: Readonly<Record<string, string>> = {
  'Query.workspaces': 'workspaces(ARGS) { $ }',
  'Query.adminJobs': 'adminJobs(ARGS) { $ }',
  'Query.jobEvents': 'jobEvents(jobId: "JOB", ARGS) { $ }',
  'Query.webhookDeliveries': 'webhookDeliveries(webhookId: "WEBHOOK", ARGS) { $ }',
  'Project.assets': 'project(id: "PROJECT") { assets(ARGS) { $ } }',
  'Project.jobs': 'project(id: "PROJECT") { jobs(ARGS) { $ } }',
  'Batch.jobs': 'batch(id: "BATCH") { jobs(ARGS) { $ } }',
  'Series.runs': 'series(id: "SERIES") { runs(ARGS) { $ } }',
  'Asset.usedIn': 'asset(id: "USED") { usedIn(ARGS) { $ } }',
  'Job.events': 'job(id: "JOB") { events(ARGS) { $ } }',
  ...Object.fromEntries(
    [
      'jobs',
      'assets',
      'projects',
      'batches',
      'series',
      'members',
      'invitations',
      'auditEvents',
      'creditEntries',
      'presets',
      'promptTemplates',
      'slots',
    ].map((field) => [`Workspace.${field}`, `workspace(id: "WORKSPACE") { ${field}(ARGS) { $ } }`]),
  ),
};
