import { globSync, readdirSync, readFileSync } from 'node:fs';
import { buildSchema, Kind, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { groupExamples } from '../../../src/explorer/panels/example-groups.ts';
import { fill, learn, missing, parseExample } from '../../../src/explorer/examples.ts';

const FOLDER = 'examples/operations';
const examples = readdirSync(FOLDER).map((name) => parseExample({ name, text: readFileSync(`${FOLDER}/${name}`, 'utf8') }));

describe('an example', () => {
  it('is named after its file, described by its comment, and carries its variables apart from the operation', () => {
    const text =
      '# Follows a film.\n# Until the end.\n# page: api.md#watch-it\n# variables: { "jobId":\n#   "$jobId" }\nsubscription Watch($jobId: ID!) { a }\n';
    expect(parseExample({ name: '02-watch-it-live.graphql', text })).toEqual({
      title: 'Watch it live',
      description: 'Follows a film. Until the end.',
      kind: 'subscription',
      document: '# Follows a film.\n# Until the end.\nsubscription Watch($jobId: ID!) { a }',
      variables: '{\n  "jobId": "$jobId"\n}',
      page: 'api.md#watch-it',
    });
  });

  it('is filled with what is known, and says what is missing', () => {
    const variables = '{ "a": "$workspaceId", "b": "$jobId", "c": "costs $5" }';
    expect(fill(variables, { workspaceId: 'w"1' })).toBe('{ "a": "w\\"1", "b": "$jobId", "c": "costs $5" }');
    expect(missing(variables)).toBe('$workspaceId');
    expect(missing(fill(variables, { workspaceId: 'w', jobId: 'j' }))).toBeUndefined();
  });

  it('learns the newest film from the answer that made it, or from a list when none is known', () => {
    const listed = learn({ workspaceId: 'w' }, { workspace: { jobs: { nodes: [{ id: 'newest' }, { id: 'older' }] } } });
    expect(listed).toEqual({ workspaceId: 'w', jobId: 'newest' });
    const made = learn(listed, { generateVideo: { id: 'made' } });
    expect(made).toEqual({ workspaceId: 'w', jobId: 'made' });
    expect(learn(made, { workspace: { jobs: { nodes: [{ id: 'newest' }] } } })).toBe(made);
    expect(learn(made, { generateVideo: null, workspace: 5 })).toBe(made);
    expect(learn(made, { workspace: { webhooks: [{ id: 'hook' }] } })).toEqual({ ...made, webhookId: 'hook' });
    const template = { createPromptTemplate: { id: 'template' } };
    expect(learn(made, template)).toEqual({ ...made, templateId: 'template' });
    expect(learn(made, { createProject: { id: 'project' } })).toEqual({ ...made, projectId: 'project' });
    expect(learn(made, { createSlots: [{ id: 'slot' }, { id: 'other' }] })).toEqual({ ...made, slotId: 'slot' });
    expect(learn(made, { me: { id: 'me' } })).toEqual({ ...made, userId: 'me' });
    expect(learn(made, { project: { scenes: [{ id: 'scene' }] } })).toEqual({ ...made, sceneId: 'scene' });
    expect(learn(made, { workspace: { presets: { nodes: [{ id: 'preset' }] } } })).toEqual({ ...made, presetId: 'preset' });
  });

  it.each(examples)(
    '“$title” is valid against the schema and gives each of its variables a value',
    ({ document, variables, description, page }) => {
      const operation = parse(document);
      expect(validate(buildSchema(readFileSync('schema.graphql', 'utf8')), operation)).toEqual([]);
      const wanted = operation.definitions.flatMap((node) =>
        node.kind === Kind.OPERATION_DEFINITION ? (node.variableDefinitions ?? []) : [],
      );
      expect(Object.keys(JSON.parse(variables || '{}') as object)).toEqual(wanted.map(({ variable }) => variable.name.value));
      expect(description).toMatch(/^[A-Z].*\.$/);
      const [file = '', anchor] = page.split('#');
      const headings = [
        ...readFileSync(globSync(`docs/**/${file}`, { exclude: ['docs/zh/**'] })[0] ?? file, 'utf8').matchAll(/^#+ (.*)$/gm),
      ].map(([, heading = '']) => anchorOf(heading));
      if (anchor !== undefined) expect(headings).toContain(anchor);
    },
  );

  it('belongs to a group with a name, in the order of a newcomer', () => {
    const groups = groupExamples(examples);
    expect(groups[0]?.title).toBe('First steps');
    expect(groups[0]?.examples.slice(0, 2).map(({ title }) => title)).toEqual(['Make a film', 'Watch it live']);
    expect(groups.flatMap((group) => group.examples)).toHaveLength(examples.length);
    expect(groups.map(({ title }) => title)).not.toContain('More');
    expect(groups.length).toBeGreaterThan(12);
  });

  it('shows each capability', () => {
    const used = examples.map(({ document }) => document).join('\n');
    const missed = CAPABILITIES.filter((field) => !new RegExp(`\\b${field}\\b`).test(used));
    expect(missed).toEqual([]);
  });
});

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

/** One root field or list for each capability that README names. */
const CAPABILITIES = [
  ...['generateVideo', 'jobProgress', 'renditions', 'createProject', 'addScene', 'importTimeline', 'importAsset', 'createUpload'],
  ...['generateClip', 'generateImage', 'generateSpeech', 'createSeries', 'createSlots', 'createBatch', 'createPromptTemplate'],
  ...['createPreset', 'jobs', 'assets', 'inviteMember', 'auditEvents', 'createWebhook', 'createApiKey', 'createShareLink'],
  ...['publishVideo', 'createCheckout', 'notifications', 'systemStatus', 'showcase', 'stats', 'voices', 'retryJob', 'cancelJob'],
];
