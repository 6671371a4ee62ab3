/** An example operation; `variables` is JSON that may contain placeholders such as `"$workspaceId"` and `"$jobId"`. */
export interface Example {
  readonly title: string;
  readonly description: string;
  readonly kind: string;
  readonly document: string;
  readonly variables: string;
  /** The page of docs that explains it, with an anchor: `films.md#clips`. */
  readonly page: string;
}

const PAGE = '# page:';
const VARIABLES = '# variables:';

/**
 * Parses one file of examples/operations: a comment that describes the operation, `# page:` of docs, `# variables: {…}` (which may
 * continue on further comment lines), then the operation. `02-watch-it-live.graphql` is named "Watch it live".
 */
export function parseExample({ name, text }: { readonly name: string; readonly text: string }): Example {
  const lines = text.trim().split('\n');
  const start = lines.findIndex((line) => !line.startsWith('#'));
  const page =
    lines
      .find((line) => line.startsWith(PAGE))
      ?.slice(PAGE.length)
      .trim() ?? '';
  const comments = lines.slice(0, start).filter((line) => !line.startsWith(PAGE));
  const operation = lines.slice(start).join('\n').trim();
  const from = comments.findIndex((line) => line.startsWith(VARIABLES));
  const about = from < 0 ? comments : comments.slice(0, from);
  const variables = from < 0 ? '' : uncommented(comments.slice(from)).slice(VARIABLES.length - 2);
  const words = name.replace(/^\d+-|\.graphql$/g, '').replaceAll('-', ' ');
  return {
    title: words.charAt(0).toUpperCase() + words.slice(1).replace(/\bi\b/, 'I'),
    description: uncommented(about).replaceAll('\n', ' ').replaceAll('`', ''),
    kind: /^(query|mutation|subscription)\b/m.exec(operation)?.[1] ?? 'query',
    document: [...about, operation].join('\n'),
    variables: variables && JSON.stringify(JSON.parse(variables), null, 2),
    page,
  };
}

const uncommented = (lines: readonly string[]): string => lines.map((line) => line.replace(/^# ?/, '')).join('\n');

/** Values from earlier answers, by the names that examples use. */
export type Known = Readonly<Record<string, string>>;

const PLACEHOLDER = /"\$(\w+)"/g;

/** Replaces `"$name"` by known values; unknown ones stay. */
export const fill = (variables: string, known: Known): string =>
  variables.replace(PLACEHOLDER, (whole, name: string) => (known[name] === undefined ? whole : JSON.stringify(known[name])));

/** The first unfilled placeholder, as in `$jobId`. */
export const missing = (variables: string): string | undefined => PLACEHOLDER[Symbol.matchAll](variables).next().value?.[0].slice(1, -1);

/**
 * Adds the ids of an answer that later examples need. An operation that creates something replaces the last id. A list sets an id if none
 * is known; the newest webhook, project, preset, series and template always replace it.
 */
export function learn(known: Known, data: Record<string, unknown>): Known {
  const workspace = data['workspace'];
  const found: Readonly<Record<string, string | undefined>> = {
    jobId:
      idOf(data['generateVideo']) ?? idOf(data['renderProject']) ?? idOf(data['retryJob']) ?? known['jobId'] ?? newestOf(workspace, 'jobs'),
    webhookId: newestOf(workspace, 'webhooks'),
    projectId: PROJECT_MAKERS.map((field) => idOf(data[field])).find(Boolean) ?? newestOf(workspace, 'projects'),
    sceneId: idOf(data['addScene']) ?? firstSceneOf(data['project']),
    presetId: idOf(data['createPreset']) ?? newestOf(workspace, 'presets'),
    userId: idOf(data['me']),
    slotId: firstOf(data['createSlots']) ?? firstOf(data['createRecurringSlots']) ?? newestOf(workspace, 'slots'),
    assetId: newestOf(workspace, 'assets'),
    batchId: idOf(data['createBatch']) ?? newestOf(workspace, 'batches'),
    seriesId: idOf(data['createSeries']) ?? newestOf(workspace, 'series'),
    templateId: idOf(data['createPromptTemplate']) ?? newestOf(workspace, 'promptTemplates'),
  };
  const learned = Object.entries(found).filter(([name, id]) => id !== undefined && id !== known[name]);
  return learned.length === 0 ? known : { ...known, ...(Object.fromEntries(learned) as Known) };
}

const PROJECT_MAKERS = ['createProject', 'duplicateProject', 'importTimeline'];

const firstSceneOf = (project: unknown): string | undefined =>
  idOf((project as { scenes?: readonly unknown[] } | null | undefined)?.scenes?.[0]);

const firstOf = (list: unknown): string | undefined => (Array.isArray(list) ? idOf((list as readonly unknown[])[0]) : undefined);

function idOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : undefined;
}

/** The first item of a list or connection of the workspace. */
function newestOf(workspace: unknown, field: string): string | undefined {
  const list = (workspace as Readonly<Record<string, unknown>> | null | undefined)?.[field];
  const items = Array.isArray(list) ? (list as readonly unknown[]) : (list as { nodes?: readonly unknown[] } | null | undefined)?.nodes;
  return idOf(items?.[0]);
}
