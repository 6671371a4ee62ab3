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
  readonly outputs: readonly SeededAsset[];
}
export interface SeededAsset {
  readonly id: string;
  readonly kind: string;
  readonly contentType: string;
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
      projects(first: 100) { nodes { id name jobs(first: 1, filter: { type: [VIDEO] }) { nodes { id title status outputs { id kind contentType } } } } }
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

export const RENDER_PROJECT = document<{ renderProject: Omit<Film, 'outputs'> }, { input: { projectId: string } }>(
  'mutation SeedRender($input: RenderProjectInput!) { renderProject(input: $input) { id title status } }',
);

export const CREATE_BATCH = document<{ createBatch: SeededBatch }, { input: object }>(
  `mutation SeedBatch($input: CreateBatchInput!) { createBatch(input: $input) { ${BATCH} } }`,
);

export const READ_BATCH = document<{ batch: SeededBatch | null }, { id: string }>(
  `query SeedReadBatch($id: ID!) { batch(id: $id) { ${BATCH} } }`,
);

export const IS_INITIALIZED = document<{ systemStatus: { initialized: boolean } }, Record<string, never>>(
  'query SeedIsInitialized { systemStatus { initialized } }',
);

interface TrialImage {
  readonly assetId: string;
  readonly title: string;
  readonly category: string | null;
  readonly active: boolean;
}
export interface ReadShowcase {
  readonly adminShowcaseItems: List<{ readonly id: string; readonly assetId: string; readonly placement: string }>;
  readonly adminTrialImages: readonly TrialImage[];
}

/** What administrators see of the showcase, the first 100 films of each kind. */
export const READ_SHOWCASE = document<ReadShowcase, Record<string, never>>(
  `query SeedShowcase {
    adminShowcaseItems(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id assetId placement } }
    adminTrialImages { assetId title category active }
  }`,
);

export const GIVE_CONSENT = document<{ giveShowcaseConsent: { assetId: string } }, { assetId: string }>(
  'mutation SeedConsent($assetId: ID!) { giveShowcaseConsent(assetId: $assetId) { assetId } }',
);

export const CREATE_SHOWCASE_ITEM = document<{ createShowcaseItem: { id: string } }, { input: object }>(
  'mutation SeedShowcaseItem($input: CreateShowcaseItemInput!) { createShowcaseItem(input: $input) { id } }',
);

export const DELETE_SHOWCASE_ITEM = document<{ deleteShowcaseItem: boolean }, { id: string }>(
  'mutation SeedDeleteShowcaseItem($id: ID!) { deleteShowcaseItem(id: $id) }',
);

export const SET_TRIAL_IMAGES = document<{ setTrialImages: readonly { id: string }[] }, { input: { images: readonly object[] } }>(
  'mutation SeedTrialImages($input: SetTrialImagesInput!) { setTrialImages(input: $input) { id } }',
);
