import type { Scope } from '../../../platform/database/scope.ts';
import type { DependencyName, DependencyState } from './system-status.states.ts';

/** What the installation needs, its state, and what the operator can do about it. */
export interface SystemDependency {
  readonly name: DependencyName;
  readonly state: DependencyState;
  /** Null when the state is OK. */
  readonly remedy: string | null;
}

interface Checks {
  /** The state of each dependency, as in `/readyz`. */
  check(): Promise<readonly { readonly name: string; readonly state: string }[]>;
}

const REMEDIES: Readonly<Record<DependencyName, string>> = {
  DATABASE: 'Check that PostgreSQL runs and that DATABASE_URL reaches it.',
  EMAIL: 'Check that the mail server of SMTP_URL answers and accepts its login. Until then, emails wait in the queue.',
  STORAGE: 'Check that the object store runs, that S3_ENDPOINT reaches it, and that its keys may use the bucket.',
  WORKERS: 'Start a worker: `npm run start:worker`. Without one, jobs wait.',
};

/** The state of what the installation depends on. */
export class SystemStatusService {
  constructor(private readonly checks: Checks) {}

  /** Every dependency, by name, for an administrator, as whom the caller has authorized somebody. */
  async dependencies(scope: Scope): Promise<readonly SystemDependency[]> {
    const [statuses, workers] = await Promise.all([this.checks.check(), runningWorkers(scope)]);
    const stateOf = (dependency: string): DependencyState => {
      const state = statuses.find(({ name }) => name === dependency)?.state;
      if (state === 'not_configured') return 'NOT_CONFIGURED';
      return state === 'ok' ? 'OK' : 'UNAVAILABLE';
    };
    const states: Readonly<Record<DependencyName, DependencyState>> = {
      DATABASE: stateOf('database'),
      EMAIL: stateOf('mail'),
      STORAGE: stateOf('storage'),
      WORKERS: workers > 0 ? 'OK' : 'UNAVAILABLE',
    };
    return (Object.keys(states) as DependencyName[]).map((name) => ({
      name,
      state: states[name],
      remedy: remedyOf(name, states[name]),
    }));
  }
}

function remedyOf(name: DependencyName, state: DependencyState): string | null {
  if (state === 'OK') return null;
  return name === 'EMAIL' && state === 'NOT_CONFIGURED' ? NO_MAIL : REMEDIES[name];
}

const NO_MAIL = 'Set SMTP_URL: until then, emails are written to DATA_DIR/mail and never sent.';

const ALIVE = `$.workers[*] ? (@.state == "ALIVE")`;

/** Workers with a heartbeat in the last 15 seconds. */
async function runningWorkers(scope: Scope): Promise<number> {
  const [row] = await scope.read((em) =>
    em.execute<{ workers: number }[]>('select jsonb_array_length(jsonb_path_query_array(operation_snapshot(), ?)) as workers', [ALIVE]),
  );
  return row?.workers ?? 0;
}
