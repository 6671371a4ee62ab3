/** A tool for agents: one operation of the folder `operations`, with the same name in kebab case. */
export interface ToolDefinition {
  readonly name: string;
  readonly title: string;
  /** Whether it may change or spend something: mutations. `destructive` ones undo or publish what a person would want to confirm. */
  readonly effect: 'read' | 'create' | 'destructive';
  /** Whether a call with the same arguments has no further effect. Tools with an `idempotencyKey` return their first result. */
  readonly idempotent: boolean;
  /** Whether it exchanges data with sites outside the installation. */
  readonly openWorld: boolean;
  /** What an agent does next with the result. */
  readonly next?: string;
}

const read = (name: string, title: string, next?: string): ToolDefinition => ({
  ...{ name, title, effect: 'read', idempotent: true, openWorld: false },
  ...(next === undefined ? {} : { next }),
});

const FOLLOW_JOB = 'Call get_job with this id until the status is COMPLETED, FAILED or CANCELED.';

/** The tools in the order in which clients list them. Deletion, keys and members are left to people. */
export const TOOLS: readonly ToolDefinition[] = [
  read('get_workspace', 'Read the workspace'),
  read('estimate_film', 'Estimate a film'),
  { name: 'make_film', title: 'Make a film', effect: 'create', idempotent: true, openWorld: true, next: FOLLOW_JOB },
  read('get_job', 'Read or await a job'),
  read('list_jobs', 'List jobs'),
  { name: 'cancel_job', title: 'Cancel a job', effect: 'destructive', idempotent: true, openWorld: false },
  read('get_project', 'Read a project'),
  {
    ...{ name: 'edit_scene', title: 'Edit a scene', effect: 'destructive', idempotent: false, openWorld: false },
    next: 'Call render_project for a film with the change.',
  },
  { name: 'render_project', title: 'Make a film of a project', effect: 'create', idempotent: true, openWorld: true, next: FOLLOW_JOB },
  { name: 'import_file', title: 'Import a file from a URL', effect: 'create', idempotent: true, openWorld: true, next: FOLLOW_JOB },
  read('check_batch', 'Check a batch'),
  {
    ...{ name: 'create_batch', title: 'Make a film of each row', effect: 'create', idempotent: true, openWorld: true },
    next: 'Call get_batch with this id every minute until the status is COMPLETED.',
  },
  read('get_batch', 'Read a batch'),
  { name: 'publish_film', title: 'Publish a film', effect: 'destructive', idempotent: true, openWorld: true, next: FOLLOW_JOB },
];

/** The tool that waits for the end of a job. */
export const WAITING_TOOL = 'get_job';

/** Seconds that one call waits at most for the end of a job; clients end calls after 30 s or more. */
export const MAX_WAIT_SECONDS = 20;

/** Calls of one key that wait at the same time, on one API. Further ones return at once. */
export const MAX_WAITS_PER_KEY = 20;
