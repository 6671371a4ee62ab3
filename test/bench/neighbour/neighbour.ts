import { setTimeout as pause } from 'node:timers/promises';
import { gql, watchWorkspace } from '../../support/client.ts';
import type { Following, WorkspaceEvent } from '../../support/client.ts';
import { newProject } from './tenant.ts';
import type { Tenant } from './tenant.ts';

/** Milliseconds of what a neighbour does. */
export interface Latencies {
  readonly reads: number[];
  readonly changes: number[];
  /** From sending the mutation to having its event. */
  readonly events: number[];
  /** Of a plain HTTP server beside the API. */
  readonly plain: number[];
}

export const noLatencies = (): Latencies => ({ reads: [], changes: [], events: [], plain: [] });

export const PAUSE_MS = 25;
const EVENT_WITHIN_MS = 10_000;

const READ = `query ($id: ID!) {
  workspace(id: $id) { id name viewerRole jobs(first: 20) { nodes { id title status progress createdBy { id name } } } }
}`;
const RENAME = 'mutation ($id: ID!, $input: UpdateProjectInput!) { updateProject(id: $id, input: $input) { version } }';

/** A tenant that reads its jobs, renames its project and hears of it, again and again. */
export class Neighbour {
  #version = 1;
  #heard: () => void = () => undefined;
  readonly #stream: Following<WorkspaceEvent>;

  private constructor(
    private readonly tenant: Tenant,
    private readonly projectId: string,
  ) {
    const { workspaceId } = tenant;
    this.#stream = watchWorkspace(tenant, { workspaceId, types: ['PROJECT'], onEvent: () => this.#heard() });
  }

  static async open(tenant: Tenant): Promise<Neighbour> {
    const neighbour = new Neighbour(tenant, await newProject(tenant));
    await neighbour.#stream.until(({ type }) => type === 'READY');
    return neighbour;
  }

  async work(ms: number, plainUrl: string, latencies: Latencies): Promise<void> {
    for (const ends = performance.now() + ms; performance.now() < ends; await pause(PAUSE_MS)) {
      latencies.plain.push(await timed(() => fetch(plainUrl).then((response) => response.text())));
      latencies.reads.push(await timed(() => gql(this.tenant, READ, { id: this.tenant.workspaceId })));
      await this.#change(latencies);
    }
  }

  async #change({ changes, events }: Latencies): Promise<void> {
    const began = performance.now();
    const heard = this.#nextEvent().then(() => performance.now() - began);
    const input = { expectedVersion: this.#version, name: `Name ${this.#version}` };
    const { updateProject } = await gql<{ updateProject: { version: number } }>(this.tenant, RENAME, { id: this.projectId, input });
    changes.push(performance.now() - began);
    this.#version = updateProject.version;
    events.push(await heard);
  }

  #nextEvent(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = new Error(`A neighbour did not get its event within ${EVENT_WITHIN_MS / 1_000} s.`);
      const timer = setTimeout(() => reject(late), EVENT_WITHIN_MS);
      this.#heard = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }

  leave(): void {
    this.#stream.leave();
  }
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}
