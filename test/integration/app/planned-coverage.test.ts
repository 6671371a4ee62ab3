import type { EntityProperty } from '@mikro-orm/core';
import { getNamedType, isObjectType } from 'graphql';
import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entities } from '../../../src/app/database/entities.ts';
import { newId } from '../../../src/kernel/id.ts';
import { writeCursor } from '../../../src/kernel/page.ts';
import { resolvedFields } from '../../../src/app/reads/planned-reads.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { plannedPlaces, type PlannedPlace } from '../../support/planned-places.ts';
import { openPlanned, type PlannedApi } from '../../support/planned.ts';

let engine: Engine;
let api: PlannedApi;
let places: readonly PlannedPlace[];
beforeAll(async () => {
  engine = await openEngine();
  api = await openPlanned(engine);
  places = plannedPlaces(api.schema);
});
afterAll(() => engine.close());

describe('plans', () => {
  const asked = ({ name, type }: { name: string; type: Parameters<typeof getNamedType>[0] }): string => {
    const inner = getNamedType(type);
    if (!isObjectType(inner)) return name;
    return inner.getFields()['nodes'] ? `${name} { nodes { __typename } }` : `${name} { __typename }`;
  };
  /** What plans read of a place, in the order of the names. */
  const plannedFieldsOf = ({ type, ask }: PlannedPlace): string[] =>
    Object.values(type.getFields())
      .filter(({ args }) => args.every(({ name }) => ['first', 'after', 'last', 'before', 'filter', 'orderBy'].includes(name)))
      .filter((field) => api.hasPlan(ask(asked(field))))
      .map(({ name }) => name)
      .toSorted();
  const plannedFields = (): string[] =>
    [...new Set(places.flatMap((place) => plannedFieldsOf(place).map((field) => `${place.type.name}.${field}`)))].toSorted();

  test('these fields and no others have a plan; add a new one deliberately', () => {
    const byType = Object.groupBy(plannedFields(), (name) => name.split('.')[0]!);
    const told = Object.entries(byType).map(([type, names = []]) => [type, names.map((name) => name.split('.')[1]).join(' ')]);
    expect(Object.fromEntries(told)).toMatchInlineSnapshot(`
      {
        "Asset": "attribution byteSize contentType createdAt deletedAt durationMs fileName fps height id kind name rejection rejectionHint sha256 status synthetic width",
        "Batch": "counts createdAt createdBy creditsCharged creditsReserved finishedAt id jobs name progress status",
        "BatchCounts": "canceled completed failed queued running total",
        "Job": "attempt batch createdAt createdBy creditsCharged creditsReserved events finishedAt id outputs priority progress project projectVersion providerCalls startedAt status step title type",
        "JobEvent": "at message progress sceneId sequence status step type",
        "Member": "createdAt role user",
        "Point": "x y",
        "Project": "aspectRatio assets brief createdAt createdBy deletedAt id jobs language latestVersion latestVideo name scenes script status updatedAt version",
        "ProviderCall": "endedAt failure id isFree kind model provider sentAt state",
        "Scene": "caption clipGainDb durationMs fit focus id motion narration position shortClip speed transition transitionMs trimStartMs version visualAsset visualPrompt voiceAsset",
        "Slot": "bufferAfterMinutes bufferBeforeMinutes cancelReason createdAs createdAt createdBy endsAt giver id meetingUrl project seriesId startsAt status taker timeZone title updatedAs updatedAt updatedBy version",
        "User": "createdAt email firstName id lastName name",
        "Workspace": "batches createdAt id jobs locale members name projects slots",
      }
    `);
  });

  test('these connections have a plan; resolvers read the others', () => {
    const connections = Object.values(api.schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type: type.name, field })))
      .filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'))
      .map(({ type, field }) => `${type}.${field.name}`);
    expect(plannedFields().filter((name) => connections.includes(name))).toEqual([
      'Batch.jobs',
      'Job.events',
      'Project.assets',
      'Project.jobs',
      'Workspace.batches',
      'Workspace.jobs',
      'Workspace.members',
      'Workspace.projects',
      'Workspace.slots',
    ]);
  });

  test('no field with a resolver method is read as a column', () => {
    const resolved = resolvedFields();
    const included = places.flatMap(({ type, included: names }) => names.map((name) => `${type.name}.${name}`));
    const columns = plannedFields().filter((name) => !included.includes(name));
    expect(columns.filter((name) => resolved.has(name))).toEqual([]);
  });

  test('no column that lists hide is readable, whatever a field is called', () => {
    const columns = new Map(
      entities.map(({ meta }) => [meta.tableName, Object.entries(meta.properties as Record<string, EntityProperty>)]),
    );
    const unreadable = places.map(({ mapper }) => {
      const all = columns.get(mapper.table) ?? [];
      expect(all.filter(([name, { hidden }]) => hidden && mapper.readable(name))).toEqual([]);
      return `${mapper.table}: ${all.flatMap(([name]) => (mapper.readable(name) ? [] : [name])).join(' ')}`;
    });
    expect([...new Set(unreadable)].toSorted()).toMatchInlineSnapshot(`
      [
        "assets: workspaceId jobId codecs tags metadata provenance derived createdBy createdByRole updatedAt updatedBy updatedByRole deletedBy deletedByRole",
        "batch_stats: ",
        "batches: workspaceId templateId source reservationId tendedAt reportedProgress createdBy createdByRole updatedAt updatedBy updatedByRole",
        "job_events: jobId",
        "jobs: workspaceId input metadata resolvedPreset spec progressedAt failure checks reservationId createdBy deletedAt",
        "memberships: workspaceId userId createdBy createdByRole updatedAt updatedBy updatedByRole",
        "projects: workspaceId templateId variables options tracks lastRevision createdBy createdByRole updatedBy updatedByRole deletedBy deletedByRole",
        "provider_attempts: jobId spendMonth installationMonth cost",
        "scene_focus: ",
        "scenes: workspaceId projectId visualAssetId voiceAssetId captionTranslations focus revisions createdBy createdByRole updatedAt updatedBy updatedByRole",
        "slots: workspaceId giverId takerId projectId createdBy createdByRole updatedBy updatedByRole deletedBy deletedByRole",
        "users: emailKey passwordHash",
        "workspaces: createdBy createdByRole updatedAt updatedBy updatedByRole deletedBy deletedByRole",
      ]
    `);
  });

  test.each([
    ['a directive', '{ id @include(if: true) }'],
    ['a filter', '{ jobs(filter: { status: FAILED }) { nodes { id } } }'],
    ['an order', '{ jobs(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id } } }'],
    ['a count', '{ jobs { totalCount nodes { id } } }'],
    ['a page that is too large', '{ jobs(first: 101) { nodes { id } } }'],
    ['a cursor of another list', `{ jobs(after: "${writeCursor(3)}") { nodes { id } } }`],
  ])('an operation with %s has none', (_what, selection) => {
    expect(api.hasPlan(`{ workspace(id: "${newId()}") ${selection} }`)).toBe(false);
  });

  test('mutations, several root fields and long variables have none', () => {
    expect(api.hasPlan(`mutation { deleteJob(id: "${newId()}") }`)).toBe(false);
    expect(api.hasPlan(`{ a: workspace(id: "${newId()}") { id } b: workspace(id: "${newId()}") { id } }`)).toBe(false);
    const query = 'query ($id: ID!, $after: String) { workspace(id: $id) { jobs(after: $after) { nodes { id } } } }';
    expect(api.hasPlan(query, { id: newId(), after: null })).toBe(true);
    expect(api.hasPlan(query, { id: newId(), after: 'x'.repeat(2_000) })).toBe(false);
  });
});
