import { ById } from '../../platform/database/by-id.ts';
import { Shape } from '../../platform/database/shape.ts';
import { WorkspaceEntity } from './workspace.entity.ts';
import type { WorkspaceRow } from './workspace.entity.ts';

/** Workspaces of the actor, for what belongs to one. */
export const workspacesById = new ById<WorkspaceRow>(new Shape(WorkspaceEntity));
