import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps, deletionStamps } from '../../platform/database/change-stamps.ts';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { TEMPLATE_TARGETS } from './template.states.ts';
import type { TemplateVariable } from './template.states.ts';

/** Text with `{{variables}}` that becomes the prompt or the script of a film. */
export const PromptTemplateEntity = defineEntity({
  name: 'PromptTemplate',
  tableName: 'prompt_templates',
  uniques: [{ name: 'prompt_templates_workspace_id_id', properties: ['workspaceId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    name: p.text(),
    description: p.text().nullable(),
    writes: p.enum(TEMPLATE_TARGETS),
    text: p.text(),
    /** Variables in the order in which clients show them. */
    variables: p.json<readonly TemplateVariable[]>().defaultRaw(`'[]'::jsonb`),
    /** The preset of the template's films. No foreign key: it may be one that ships with the program. */
    presetId: p.uuid().nullable(),
    /** Increases with every change; a change names the version that it is based on. */
    version: p.integer().default(1),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    deletedAt: timestamp().nullable(),
    ...changeStamps(),
    ...deletionStamps(),
  },
});
export type PromptTemplateRow = InferEntity<typeof PromptTemplateEntity>;
