import { getNamedType, isObjectType } from 'graphql';
import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import { writeCursor } from '../../../src/kernel/page.ts';
import { resolvedFields } from '../../../src/app/reads/planned-reads.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openPlanned, type PlannedApi } from '../../support/planned.ts';

let engine: Engine;
let api: PlannedApi;
beforeAll(async () => {
  engine = await openEngine();
  api = await openPlanned(engine);
});
afterAll(() => engine.close());

describe('plans', () => {
  const TYPES = ['Workspace', 'Member', 'Job', 'JobEvent', 'Asset', 'User', 'Project', 'Scene', 'Slot', 'Point'];
  const BELOW: Readonly<Record<string, (selection: string) => string>> = {
    Workspace: (inner) => `{ workspace(id: "${newId()}") { ${inner} } }`,
    Job: (inner) => `{ job(id: "${newId()}") { ${inner} } }`,
    Project: (inner) => `{ project(id: "${newId()}") { ${inner} } }`,
    Scene: (inner) => BELOW['Project']!(`scenes { ${inner} }`),
    Point: (inner) => BELOW['Scene']!(`focus { ${inner} }`),
    Member: (inner) => BELOW['Workspace']!(`members { nodes { ${inner} } }`),
    Slot: (inner) => `{ slot(id: "${newId()}") { ${inner} } }`,
    JobEvent: (inner) => BELOW['Job']!(`events { nodes { ${inner} } }`),
    Asset: (inner) => BELOW['Job']!(`outputs { ${inner} }`),
    User: (inner) => BELOW['Job']!(`createdBy { ${inner} }`),
  };
  const typeOf = (name: string): GraphQLObjectType => api.schema.getType(name) as GraphQLObjectType;
  const asked = ({ name, type }: { name: string; type: Parameters<typeof getNamedType>[0] }): string => {
    const inner = getNamedType(type);
    if (!isObjectType(inner)) return name;
    return inner.getFields()['nodes'] ? `${name} { nodes { __typename } }` : `${name} { __typename }`;
  };
  const plannedFieldsOf = (type: string): string[] =>
    Object.values(typeOf(type).getFields())
      .filter(({ args }) => args.every(({ name }) => ['first', 'after', 'last', 'before', 'filter', 'orderBy'].includes(name)))
      .filter((field) => api.hasPlan(BELOW[type]!(asked(field))))
      .map(({ name }) => name)
      .toSorted();

  test('these fields and no others have a plan; add a new one deliberately', () => {
    expect(Object.fromEntries(TYPES.map((type) => [type, plannedFieldsOf(type).join(' ')]))).toMatchInlineSnapshot(`
      {
        "Asset": "attribution byteSize contentType createdAt deletedAt durationMs fileName fps height id kind name rejection rejectionHint sha256 status synthetic width",
        "Job": "attempt batch createdAt createdBy creditsCharged creditsReserved events finishedAt id outputs priority progress project projectVersion providerCalls startedAt status step title type",
        "JobEvent": "at message progress sceneId sequence status step type",
        "Member": "createdAt role user",
        "Point": "x y",
        "Project": "aspectRatio assets brief createdAt createdBy deletedAt id jobs language latestVersion latestVideo name scenes script status updatedAt version",
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
      .map(({ type, field }) => ({
        name: `${type}.${field.name}`,
        planned: TYPES.includes(type) && plannedFieldsOf(type).includes(field.name),
      }));
    expect(
      connections
        .filter(({ planned }) => planned)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([
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
    const included = [
      ...[
        'Workspace.batches',
        'Workspace.jobs',
        'Workspace.members',
        'Workspace.projects',
        'Workspace.slots',
        'Member.user',
        'Job.batch',
        'Job.createdBy',
        'Job.outputs',
        'Job.events',
        'Job.project',
        'Job.providerCalls',
      ],
      ...['createdBy', 'scenes', 'assets', 'jobs', 'latestVideo'].map((field) => `Project.${field}`),
      ...['Scene.visualAsset', 'Scene.voiceAsset'],
      ...['createdBy', 'giver', 'project', 'taker', 'updatedBy'].map((field) => `Slot.${field}`),
    ];
    const resolved = resolvedFields();
    const read = TYPES.flatMap((type) => plannedFieldsOf(type).map((field) => `${type}.${field}`));
    expect(read.filter((field) => resolved.has(field)).toSorted()).toEqual(included.toSorted());
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
