import type { Scope } from '../../../platform/database/scope.ts';
import type { DependencyName, DependencyState } from './system-status.states.ts';

/** What the installation needs, its state, and what the operator can do about it. */
export interface SystemDependency {
  readonly name: DependencyName;
  readonly state: DependencyState;
  /** Null when the state is OK. */
  readonly remedy: string | null;
}

interface Checked {
  /** `ok`, or a short word for the problem, as in `/readyz`. */
  readonly check: () => Promise<Readonly<Record<'database' | 'storage', string>>>;
  readonly sendsEmails: boolean;
}

const REMEDIES: Readonly<Record<DependencyName, string>> = {
  DATABASE: 'Check that PostgreSQL runs and that DATABASE_URL reaches it.',
  EMAIL: 'Set SMTP_URL: until then, emails are written to DATA_DIR/mail and never sent.',
  STORAGE: 'Check that the object store runs, that S3_ENDPOINT reaches it, and that its keys may use the bucket.',
  WORKERS: 'Start a worker: `npm run start:worker`. Without one, jobs wait.',
};

/** The state of what the installation depends on. */
export class SystemStatusService {
  constructor(private readonly checked: Checked) {}

  /** Every dependency, by name, for an administrator, as whom the caller has authorized somebody. */
  async dependencies(scope: Scope): Promise<readonly SystemDependency[]> {
    const [{ database, storage }, workers] = await Promise.all([this.checked.check(), runningWorkers(scope)]);
    const stateOf = (isFine: boolean, otherwise: DependencyState = 'UNAVAILABLE') => (isFine ? 'OK' : otherwise);
    const states: Readonly<Record<DependencyName, DependencyState>> = {
      DATABASE: stateOf(database === 'ok'),
      EMAIL: stateOf(this.checked.sendsEmails, 'NOT_CONFIGURED'),
      STORAGE: stateOf(storage === 'ok'),
      WORKERS: stateOf(workers > 0),
    };
    return (Object.keys(states) as DependencyName[]).map((name) => ({
      name,
      state: states[name],
      remedy: states[name] === 'OK' ? null : REMEDIES[name],
    }));
  }
}

const ALIVE = `$.workers[*] ? (@.state == "ALIVE")`;

/** Workers with a heartbeat in the last 15 seconds. */
async function runningWorkers(scope: Scope): Promise<number> {
  const [row] = await scope.read((em) =>
    em.execute<{ workers: number }[]>('select jsonb_array_length(jsonb_path_query_array(operation_snapshot(), ?)) as workers', [ALIVE]),
  );
  return row?.workers ?? 0;
}
