import { document } from '../demo/documents.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}
interface List<Node> {
  readonly nodes: readonly Node[];
}
interface Film {
  readonly id: string;
  readonly title: string;
  readonly status: string;
}
export interface SeededProject extends Named {
  /** The newest film of the project, at most one. */
  readonly jobs: List<Film>;
}
export interface SeededBatch extends Named {
  readonly status: string;
  readonly counts: { readonly total: number; readonly completed: number; readonly failed: number; readonly canceled: number };
}
export interface Seeded {
  readonly presets: List<Named>;
  readonly promptTemplates: List<Named>;
  readonly projects: List<SeededProject>;
  readonly batches: List<SeededBatch>;
}

const BATCH = 'id name status counts { total completed failed canceled }';

/** The example content that already exists, the newest 100 objects of each kind. */
export const SEEDED = document<{ workspace: Seeded | null }, { id: string }>(
  `query SeedSeeded($id: ID!) {
    workspace(id: $id) {
      presets(first: 100) { nodes { id name } }
      promptTemplates(first: 100) { nodes { id name } }
      projects(first: 100) { nodes { id name jobs(first: 1, filter: { type: [VIDEO] }) { nodes { id title status } } } }
      batches(first: 100) { nodes { ${BATCH} } }
    }
  }`,
);

export const NAME_WORKSPACE = document<{ updateWorkspace: Named }, { id: string; input: { name: string } }>(
  'mutation SeedNameWorkspace($id: ID!, $input: UpdateWorkspaceInput!) { updateWorkspace(id: $id, input: $input) { id name } }',
);

export const CREATE_PRESET = document<{ createPreset: Named }, { input: object }>(
  'mutation SeedPreset($input: CreatePresetInput!) { createPreset(input: $input) { id name } }',
);

export const CREATE_TEMPLATE = document<{ createPromptTemplate: Named }, { input: object }>(
  'mutation SeedTemplate($input: CreatePromptTemplateInput!) { createPromptTemplate(input: $input) { id name } }',
);

export const IMPORT_TIMELINE = document<{ importTimeline: Named }, { input: { workspaceId: string; timeline: object } }>(
  'mutation SeedTimeline($input: ImportTimelineInput!) { importTimeline(input: $input) { id name } }',
);

export const RENDER_PROJECT = document<{ renderProject: Film }, { input: { projectId: string } }>(
  'mutation SeedRender($input: RenderProjectInput!) { renderProject(input: $input) { id title status } }',
);

export const CREATE_BATCH = document<{ createBatch: SeededBatch }, { input: object }>(
  `mutation SeedBatch($input: CreateBatchInput!) { createBatch(input: $input) { ${BATCH} } }`,
);

export const READ_BATCH = document<{ batch: SeededBatch | null }, { id: string }>(
  `query SeedReadBatch($id: ID!) { batch(id: $id) { ${BATCH} } }`,
);
