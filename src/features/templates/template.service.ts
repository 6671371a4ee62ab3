import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf, currentActor } from '../../kernel/actor.ts';
import { Complaints } from '../../kernel/complaints.ts';
import { assertQuota, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import { lockRow } from '../../platform/database/rows.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { assertVersion } from '../../platform/mutation/expected-version.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { PresetService } from '../presets/preset.service.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { checkTemplate } from './template-check.ts';
import type { GivenTemplate, GivenVariable } from './template-check.ts';
import { substitute } from './template-text.ts';
import { readValues } from './template-values.ts';
import { PromptTemplateEntity } from './template.entity.ts';
import type { PromptTemplateRow } from './template.entity.ts';
import { createPromptTemplate, deletePromptTemplate, updatePromptTemplate } from './template.mutations.ts';
import { templatesById, templatesOfWorkspace } from './template.read.ts';
import type { PromptTemplateFilter, PromptTemplateOrderField } from './template.read.ts';
import type { TemplateTarget } from './template.states.ts';

const MAX_TEMPLATES = 500;

export interface CreatePromptTemplate extends Omit<GivenTemplate, 'variables'> {
  readonly workspaceId: string;
  readonly variables?: readonly GivenVariable[] | null | undefined;
  readonly presetId?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A change of a template. Omitted fields are not changed. */
export interface UpdatePromptTemplate {
  readonly expectedVersion: number;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly writes?: TemplateTarget | null | undefined;
  readonly text?: string | null | undefined;
  readonly variables?: readonly GivenVariable[] | null | undefined;
  readonly presetId?: string | null | undefined;
}

/** The columns that filling a template needs. */
export type TemplateContent = Pick<PromptTemplateRow, 'writes' | 'text' | 'variables'>;

/** The words that a template gives with these values. */
export interface FilledTemplate {
  readonly writes: TemplateTarget;
  readonly text: string;
}

export class TemplateService {
  constructor(
    private readonly presets: PresetService,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates a template. @throws ReelwrightError BAD_USER_INPUT that names every invalid field, NOT_FOUND for an unknown preset,
   * QUOTA_EXCEEDED
   */
  async create(scope: Scope, input: CreatePromptTemplate): Promise<PromptTemplateRow> {
    const { workspaceId, presetId = null } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createPromptTemplate, workspaceId, input });
    const id = await this.mutations.create(scope, call, async (em, templateId) => {
      if (presetId !== null) await this.presets.require(em, workspaceId, presetId);
      const checked = checkTemplate({ ...input, variables: input.variables ?? [] });
      await lockRow(em, WorkspaceEntity, workspaceId);
      const templates = await em.count(PromptTemplateEntity, { workspaceId, deletedAt: null });
      assertQuota(templates + 1, MAX_TEMPLATES, `A workspace can have at most ${MAX_TEMPLATES} prompt templates. Delete one first.`);
      const createdBy = authorOf(scope.actor) ?? null;
      em.create(PromptTemplateEntity, { ...checked, id: templateId, workspaceId, presetId, createdBy });
      await em.flush();
    });
    return this.get(scope, id);
  }

  /** Changes a template. @throws ReelwrightError CONFLICT with the current template when it was changed meanwhile */
  async update(scope: Scope, id: string, input: UpdatePromptTemplate): Promise<PromptTemplateRow> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: updatePromptTemplate, workspaceId, subjectId: id }, async (em) => {
      if (input.presetId != null) await this.presets.require(em, workspaceId, input.presetId);
      const template = await lockTemplate(em, id);
      const before = viewOf(template);
      assertVersion('template', input.expectedVersion, before);
      const checked = checkTemplate({
        name: input.name ?? template.name,
        description: input.description === undefined ? template.description : input.description,
        writes: input.writes ?? template.writes,
        text: input.text ?? template.text,
        variables: input.variables ?? template.variables,
      });
      const presetId = input.presetId === undefined ? template.presetId : input.presetId;
      em.assign(template, { ...checked, presetId, version: template.version + 1 });
      await em.flush();
      return { before, after: viewOf(template) };
    });
    return this.get(scope, id);
  }

  /** Deletes a template. Jobs that were made from it keep their words. */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: deletePromptTemplate, workspaceId, subjectId: id }, async (em) => {
      const template = await lockTemplate(em, id);
      em.assign(template, { deletedAt: new Date(), version: template.version + 1 });
      await em.flush();
      return { before: viewOf(template) };
    });
  }

  /** The text with these values. @throws ReelwrightError BAD_USER_INPUT at `variables.NAME` for each value that is invalid or missing */
  async preview(scope: Scope, id: string, variables: unknown): Promise<FilledTemplate> {
    const complaints = new Complaints();
    const filled = fillTemplate(await this.get(scope, id), variables, 'variables', complaints);
    complaints.throwIfAny();
    return filled;
  }

  /**
   * A template by its id. @throws ReelwrightError NOT_FOUND for a missing or deleted template and, identically, for one of another
   * workspace
   */
  async get(scope: Scope, id: string): Promise<PromptTemplateRow> {
    currentActor(scope);
    const row = await this.load(scope, id);
    if (!row) throw notFound('Prompt template');
    return row;
  }

  /** Like `get`, batched; null where `get` throws. */
  async load(scope: Scope, id: string): Promise<PromptTemplateRow | null> {
    const row = await templatesById.load(scope, id);
    return row && !row.deletedAt ? row : null;
  }

  /** A workspace's templates, newest first by default. */
  list(
    scope: Scope,
    workspaceId: string,
    args: ListArgs<PromptTemplateFilter, PromptTemplateOrderField>,
  ): Promise<ListPage<PromptTemplateRow>> {
    return templatesOfWorkspace.list(scope, workspaceId, args);
  }

  /** A template that a request names. @throws ReelwrightError NOT_FOUND for a template that the workspace does not have */
  async require(em: EntityManager, workspaceId: string, id: string): Promise<PromptTemplateRow> {
    const row = isId(id) ? await em.findOne(PromptTemplateEntity, { id, workspaceId, deletedAt: null }) : null;
    if (!row) throw notFound('Prompt template');
    return row;
  }

  /** The words that a template gives for a request; invalid values become complaints at `path.NAME`. */
  fill(template: TemplateContent, variables: unknown, path: string, complaints: Complaints): FilledTemplate {
    return fillTemplate(template, variables, path, complaints);
  }
}

const fillTemplate = (
  { writes, text, variables }: TemplateContent,
  given: unknown,
  path: string,
  complaints: Complaints,
): FilledTemplate => ({ writes, text: substitute(text, readValues(variables, given, path, complaints)) });

/** The fields of a template that clients see, for conflicts and the audit log. */
const viewOf = ({ id, version, name, description, writes, text, variables, presetId }: PromptTemplateRow) => ({
  id,
  version,
  name,
  description,
  writes,
  text,
  variables,
  presetId,
});

async function lockTemplate(em: EntityManager, id: string): Promise<PromptTemplateRow> {
  const template = await lockRow(em, PromptTemplateEntity, id);
  if (!template || template.deletedAt) throw notFound('Prompt template');
  return template;
}
