import { Client } from 'pg';
import { isId } from '../../kernel/id.ts';
import { emailKey } from '../../platform/text/email-key.ts';
import { StartError } from '../../kernel/start-error.ts';
import { explainNoDatabase } from '../../platform/database/database.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { commandEnvironment } from './environment.ts';
import { reconcileBilling } from './reconcile-billing.ts';

const USAGE = `Usage: admin EMAIL [--remove]
  Makes the account with this email address an administrator and ends its suspension; --remove revokes it.
Usage: admin plan WORKSPACE PLAN
  Gives the workspace a plan, which subscriptions leave alone; the plan "subscription" follows Stripe again.
Usage: admin reconcile-billing [--repair]
  Compares the ledger with Stripe and prints differences; --repair applies the differing objects again.`;

const GIVE = 'insert into administrators (user_id) select id from users where id = $1 on conflict do nothing';
/** The way back must not lead to an account that cannot sign in. */
const REINSTATE = 'delete from suspensions where user_id = $1';
const TAKE = 'delete from administrators where user_id = $1';

type OwnerConfig = Pick<Config, 'databaseOwnerUrl'>;

/** Prints the new state, or the differences. @throws StartError */
export async function runAdmin(argv: readonly string[]): Promise<number> {
  const config = readConfig(commandEnvironment());
  const [command, ...rest] = argv;
  if (command === 'reconcile-billing') return reconcile(config, rest);
  console.log(command === 'plan' ? await changePlan(config, rest) : await changeAdministrator(config, argv));
  return 0;
}

/**
 * Grants or revokes administrator rights, idempotently; an administrator is not suspended. Runs as the table owner, because the application
 * role may not. The person's sockets re-authenticate. Returns the new state as a sentence. @throws StartError
 */
export async function changeAdministrator(config: OwnerConfig, argv: readonly string[]): Promise<string> {
  const [email, ...options] = argv;
  const remove = options[0] === '--remove';
  if (!email?.includes('@') || options.length > (remove ? 1 : 0)) throw new StartError(USAGE);
  return asOwner(config, async (client) => {
    const { rows } = await client.query<{ id: string; email: string }>('select id, email from users where email_key = $1', [
      emailKey(email),
    ]);
    const [person] = rows;
    if (!person) throw new StartError(`No account has the email address ${email}. Register first.`);
    await client.query(remove ? TAKE : GIVE, [person.id]);
    const { rowCount: suspensions } = remove ? { rowCount: 0 } : await client.query(REINSTATE, [person.id]);
    await client.query(`select pg_notify('member_changed', $1)`, [person.id]);
    if (remove) return `${person.email} is no longer an administrator.`;
    return `${person.email} is an administrator now.${suspensions ? ' Their suspension has ended.' : ''}`;
  });
}

const SET_PLAN = `
  insert into workspace_plans (workspace_id, plan, source)
  values ($1, $2, 'OPERATOR')
  on conflict (workspace_id) do update set plan = excluded.plan, source = excluded.source`;

/** The plan of the newest subscription that holds one. */
const FOLLOW_SUBSCRIPTION = `
  update workspace_plans w
  set
    plan = (
      select s.plan
      from subscriptions s
      where s.workspace_id = $1
        and s.plan is not null
        and s.status in ('TRIALING', 'ACTIVE', 'PAST_DUE', 'UNPAID')
      order by s.started_at desc, s.id desc
      limit 1
    ),
    source = 'STRIPE'
  where w.workspace_id = $1
    and exists (
      select
      from subscriptions s
      where s.workspace_id = $1
        and s.plan is not null
        and s.status in ('TRIALING', 'ACTIVE', 'PAST_DUE', 'UNPAID')
    )
  returning plan`;
const REMOVE_PLAN = `delete from workspace_plans where workspace_id = $1 and source = 'OPERATOR'`;

/** Sets the plan of a workspace, idempotently. Returns the new state as a sentence. @throws StartError */
export async function changePlan(config: OwnerConfig, argv: readonly string[]): Promise<string> {
  const [workspaceId, plan, ...more] = argv;
  if (!workspaceId || !plan || more.length > 0 || !isId(workspaceId)) throw new StartError(USAGE);
  return asOwner(config, async (client) => {
    const { rows: workspaces } = await client.query('select from workspaces where id = $1 and deleted_at is null', [workspaceId]);
    if (workspaces.length === 0) throw new StartError(`Workspace ${workspaceId} does not exist.`);
    if (plan === 'subscription') {
      const { rows } = await client.query<{ plan: string }>(FOLLOW_SUBSCRIPTION, [workspaceId]);
      const followed = rows[0]?.plan;
      if (followed === undefined) await client.query(REMOVE_PLAN, [workspaceId]);
      return `Workspace ${workspaceId} follows its subscription: ${followed ?? 'it has none'}.`;
    }
    const { rows: plans } = await client.query<{ name: string }>('select name from plans order by position, name');
    const names = plans.map(({ name }) => name);
    if (!names.includes(plan)) throw new StartError(`There is no plan ${plan}; PLAN is one of: ${names.join(', ')}, subscription.`);
    await client.query(SET_PLAN, [workspaceId, plan]);
    return `Workspace ${workspaceId} has the plan ${plan} now.`;
  });
}

async function reconcile(config: Config, argv: readonly string[]): Promise<number> {
  const repair = argv[0] === '--repair';
  if (argv.length > (repair ? 1 : 0)) throw new StartError(USAGE);
  const { faults, differences, failures } = await asOwner(config, (client) => reconcileBilling(client, config, { repair }));
  for (const fault of faults) console.log(fault);
  for (const { kind, id, message } of differences) console.log(`${kind} ${id} ${message}.`);
  for (const failure of failures) console.log(failure);
  if (faults.length + differences.length === 0) console.log('The ledger and Stripe agree.');
  else if (repair) console.log('The differing objects were applied again. Run the command once more to see whether differences are left.');
  return faults.length + differences.length === 0 ? 0 : 1;
}

async function asOwner<T>({ databaseOwnerUrl: url }: OwnerConfig, work: (client: Client) => Promise<T>): Promise<T> {
  if (!url) throw new StartError('DATABASE_OWNER_URL is required: this command runs as the table owner.');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((error: unknown) => {
    throw explainNoDatabase(error, 'DATABASE_OWNER_URL', url);
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
