import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

type Row = Record<string, unknown>;

/** A person with a workspace, as the benches of the product use it. */
export class Session {
  readonly #url: string;
  readonly token: string;
  readonly workspaceId: string;

  private constructor(url: string, token: string, workspaceId: string) {
    this.#url = url;
    this.token = token;
    this.workspaceId = workspaceId;
  }

  static async open(url: string): Promise<Session> {
    const input = { email: `bench-${Date.now()}@example.com`, password: 'a long enough password', name: 'Bench' };
    const { register } = await ask(
      url,
      undefined,
      'mutation($input: RegisterInput!) { register(input: $input) { accessToken workspace { id } } }',
      {
        input,
      },
    );
    const { accessToken, workspace } = register as { accessToken: string; workspace: { id: string } };
    return new Session(url, accessToken, workspace.id);
  }

  ask(query: string, variables: Row): Promise<Row> {
    return ask(this.#url, this.token, query, variables);
  }

  film(input: Row): Promise<string> {
    return this.ask('mutation($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }', {
      input: { workspaceId: this.workspaceId, motion: 'NONE', ...input },
    }).then(({ generateVideo }) => (generateVideo as { id: string }).id);
  }

  socket() {
    return createClient({
      url: `${this.#url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
      connectionParams: { authorization: `Bearer ${this.token}` },
    });
  }
}

async function ask(url: string, token: string | undefined, query: string, variables: Row): Promise<Row> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Row; errors?: { message: string }[] };
  if (errors) throw new Error(errors[0]?.message ?? 'no answer');
  return data;
}

export interface FirstStep {
  /** From sending the mutation to having the worker's first event. */
  readonly totalMs: number;
  /** From writing that event to having it. */
  readonly lagMs: number;
}

/** P3: what a person feels between asking for a film and seeing that somebody works on it. */
export async function firstStep(session: Session, client: ReturnType<Session['socket']>): Promise<FirstStep> {
  const began = performance.now();
  const jobId = await session.film({ prompt: 'It is canceled at once', resolution: 'P360' });
  const events = client.iterate<{ jobProgress: { type: string; at: string } }>({
    query: 'subscription($jobId: ID!, $after: String) { jobProgress(jobId: $jobId, after: $after) { type at } }',
    // From the very first event on, so that none is hidden in a snapshot.
    variables: { jobId, after: Buffer.from('1:0').toString('base64url') },
  });
  for await (const { data } of events) {
    if (data?.jobProgress.type !== 'STEP') continue;
    const result = { totalMs: performance.now() - began, lagMs: Date.now() - Date.parse(data.jobProgress.at) };
    await session.ask('mutation($id: ID!) { cancelJob(id: $id) { id } }', { id: jobId });
    return result;
  }
  throw new Error('the job ended without a step');
}
