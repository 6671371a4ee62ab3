import type { ListedProject } from '../../src/features/projects/project/project.read.ts';
import { scenesOfProject } from '../../src/features/projects/scenes/scene.read.ts';
import type { ListedScene } from '../../src/features/projects/scenes/scene.read.ts';
import type { GivenScene } from '../../src/features/projects/scenes/scene.service.ts';
import { ReelwrightError } from '../../src/kernel/errors.ts';
import type { Scope } from '../../src/platform/database/scope.ts';
import { request, type Engine, type Tenant } from './engine.ts';

/** Projects of one person, as the API changes and reads them. */
export interface Studio {
  as<T>(method: (scope: Scope) => Promise<T>): Promise<T>;
  create(name?: string): Promise<ListedProject>;
  add(projectId: string, narration: string, more?: GivenScene & { readonly afterSceneId?: string | null }): Promise<ListedScene>;
  scenesOf(projectId: string): Promise<readonly ListedScene[]>;
  /** Of all scenes, in the order of the film. */
  narrations(projectId: string): Promise<string>;
  /** Makes a version, as a render does. */
  take(projectId: string): Promise<number>;
}

export function studioOf(engine: Engine, { actor, userId, workspaceId }: Tenant): Studio {
  const as: Studio['as'] = (method) => request(engine, actor, method);
  const scenesOf: Studio['scenesOf'] = (projectId) => as((scope) => scenesOfProject.rows(scope, projectId));
  return {
    as,
    scenesOf,
    create: (name = 'A film') => as((scope) => engine.projects.create(scope, { workspaceId, name })),
    add: (projectId, narration, more = {}) => as((scope) => engine.scenes.add(scope, { projectId, narration, ...more })),
    narrations: async (projectId) => (await scenesOf(projectId)).map(({ narration }) => narration).join(''),
    take: async (projectId) => (await as((scope) => scope.tx((em) => engine.versions.take(em, projectId, userId)))).number,
  };
}

/** What a call is refused with: its code, the message of each field by its path, and the details. */
export async function refusal(call: () => Promise<unknown>) {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof ReelwrightError)) throw error;
    const { code, details, fields = [] } = error;
    return { code, details, fields: Object.fromEntries(fields.map(({ path, message }) => [path, message])) };
  }
  throw new Error('nothing was refused');
}
