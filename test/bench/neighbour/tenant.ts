import { Client } from 'pg';
import { newPerson } from '../../support/factories.ts';
import { gql, post, REGISTER, type Tokens } from '../../support/client.ts';

export interface Tenant {
  readonly url: string;
  readonly accessToken: string;
  readonly workspaceId: string;
  /** Each comes from an address of its own, so that they share no rate limit. */
  readonly address: string;
}

export async function registerTenant(url: string, address: string): Promise<Tenant> {
  const body = JSON.stringify({ query: REGISTER, variables: { input: newPerson() } });
  const { data, errors } = await post<{ register: Tokens }>({ url }, body, { 'x-forwarded-for': address });
  if (!data) throw new Error(JSON.stringify(errors));
  return { url, address, accessToken: data.register.accessToken, workspaceId: data.register.workspace.id };
}

export async function newProject(tenant: Tenant): Promise<string> {
  const query = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }';
  const input = { workspaceId: tenant.workspaceId, name: 'Project' };
  return (await gql<{ createProject: { id: string } }>(tenant, query, { input })).createProject.id;
}

/** Finished jobs with long titles, which a search has to read. */
export async function giveJobs(ownerUrl: string, tenants: readonly Tenant[], count: number): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // The owner is bound by row security like everybody else.
    await client.query(`select set_config('app.workspace_ids', $1, false)`, [tenants.map(({ workspaceId }) => workspaceId).join(',')]);
    await client.query('alter table jobs disable trigger user');
    await client.query(
      `insert into jobs (id, workspace_id, type, status, title, input, spec, progress, sequence, finished_at)
       select uuidv7(), workspace_id, 'VIDEO', 'COMPLETED', repeat('a_%', 60) || n, '{}', '{}', 1, 1, now()
       from unnest($1::uuid[]) w (workspace_id), generate_series(1, $2::int) n`,
      [tenants.map(({ workspaceId }) => workspaceId), count],
    );
    await client.query('alter table jobs enable trigger user');
    await client.query('analyze jobs');
  } finally {
    await client.end();
  }
}
