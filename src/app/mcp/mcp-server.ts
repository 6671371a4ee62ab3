import { readFileSync } from 'node:fs';
import { McpServer, createMcpHandler, fromJsonSchema } from '@modelcontextprotocol/server';
import type { CallToolResult, ContentBlock, McpHttpHandler, ServerContext } from '@modelcontextprotocol/server';
import { parse } from 'graphql';
import { argumentsSchema, resultSchema } from './operation-schemas.ts';
import type { JsonSchema } from './operation-schemas.ts';
import { ToolOperations, textOf } from './tool-operation.ts';
import type { Data, McpCaller, OperationEnvironment } from './tool-operation.ts';
import { MAX_WAIT_SECONDS, TOOLS, WAITING_TOOL } from './tools.ts';
import type { ToolDefinition } from './tools.ts';
import { Waits, watchJob } from './watch-job.ts';

const INSTRUCTIONS = `Makes narrated, captioned films. Begin with get_workspace, which has the credits and the looks, languages and voices to choose from. \
Tell the user what estimate_film or check_batch says before you spend credits. make_film returns at once; get_job waits for the film and has its links. \
Give each make_film, render_project, import_file, create_batch and publish_film a new idempotencyKey, and repeat a call that failed with the same one.`;

/** Variables that the server sets. */
const SET_BY_SERVER: ReadonlySet<string> = new Set(['workspaceId']);

const queryOf = (name: string): string =>
  readFileSync(new URL(`./operations/${name.replaceAll('_', '-')}.graphql`, import.meta.url), 'utf8');

/** The comment before an operation describes its tool. */
const descriptionOf = (query: string): string => (/^(?:#.*\n)+/.exec(query)?.[0] ?? '').replaceAll(/^# ?/gm, '').trim();

/** A tool as it is registered for each request; what does not depend on the request is made once. */
interface PreparedTool {
  readonly definition: ToolDefinition;
  readonly query: string;
  readonly needsWorkspace: boolean;
  readonly description: string;
  readonly inputSchema: ReturnType<typeof fromJsonSchema<Record<string, unknown>>>;
  readonly outputSchema: ReturnType<typeof fromJsonSchema<Record<string, unknown>>>;
}

/** Answers requests of the Model Context Protocol; the caller of each is in `authInfo.extra.caller`. Loaded with the first request. */
export function openMcpHandler(environment: OperationEnvironment): McpHttpHandler {
  const operations = new ToolOperations(environment);
  const tools = TOOLS.map((definition) => prepare(definition, environment));
  const follow = queryOf('follow_job');
  const waits = new Waits();
  const call = async (tool: PreparedTool, caller: McpCaller, given: Record<string, unknown>, context: ServerContext) => {
    const { waitSeconds, ...variables } = given;
    try {
      const data =
        tool.definition.name === WAITING_TOOL
          ? await watchJob(
              { operations, caller, context, waits, queries: { read: tool.query, follow } },
              String(variables['id']),
              Number(waitSeconds ?? MAX_WAIT_SECONDS),
            )
          : await operations.run(caller, tool.query, {
              ...variables,
              ...(tool.needsWorkspace ? { workspaceId: workspaceOf(caller) } : {}),
            });
      return resultOf(tool, data);
    } catch (error) {
      return operations.refusal(error, caller.requestId);
    }
  };
  return createMcpHandler(
    ({ authInfo }) => {
      const caller = authInfo?.extra?.['caller'] as McpCaller;
      const server = new McpServer({ name: 'reelwright', title: 'Reelwright', version: '1' }, { instructions: INSTRUCTIONS });
      for (const tool of tools) register(server, tool, (given, context) => call(tool, caller, given, context));
      return server;
    },
    {
      onerror: (err) => environment.log.info({ event: 'mcp_refused', err }, 'MCP request refused'),
      // The list of tools never changes, so no client has anything to subscribe to.
      maxSubscriptions: 0,
    },
  );
}

function prepare(definition: ToolDefinition, { schema }: OperationEnvironment): PreparedTool {
  const query = queryOf(definition.name);
  const document = parse(query);
  const input = argumentsSchema(schema, document, SET_BY_SERVER);
  return {
    definition,
    query,
    needsWorkspace: query.includes('$workspaceId'),
    description: descriptionOf(query),
    inputSchema: fromJsonSchema(definition.name === WAITING_TOOL ? withWait(input) : input),
    outputSchema: fromJsonSchema(resultSchema(schema, document)),
  };
}

const withWait = (input: JsonSchema): JsonSchema => ({
  ...input,
  properties: {
    ...(input['properties'] as object),
    waitSeconds: {
      ...{ type: 'integer', minimum: 0, maximum: MAX_WAIT_SECONDS, default: MAX_WAIT_SECONDS },
      description: `Seconds to wait for the end of the job, 0 to ${MAX_WAIT_SECONDS}. The job is returned as it is then.`,
    },
  },
});

function register(
  server: McpServer,
  { definition, description, inputSchema, outputSchema }: PreparedTool,
  run: (given: Record<string, unknown>, context: ServerContext) => Promise<CallToolResult>,
): void {
  const { name, title, effect, idempotent, openWorld } = definition;
  const annotations = {
    ...{ title, readOnlyHint: effect === 'read', destructiveHint: effect === 'destructive' },
    ...{ idempotentHint: idempotent, openWorldHint: openWorld },
  };
  server.registerTool(name, { title, description, inputSchema, outputSchema, annotations }, run);
}

/** A key has one workspace. */
const workspaceOf = ({ actor }: McpCaller): string | undefined => [...actor.memberships.keys()][0];

function resultOf({ definition: { next } }: PreparedTool, data: Data): CallToolResult {
  const hint: ContentBlock[] = next === undefined ? [] : [{ type: 'text', text: next }];
  return { structuredContent: { ...data }, content: [textOf(data), ...hint, ...linksIn(data)] };
}

interface LinkedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly downloadUrl: string;
}

/** A resource link to each file of a result that has a URL, once. */
function linksIn(data: Data): readonly ContentBlock[] {
  const files = new Map<string, LinkedFile>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('downloadUrl' in value && typeof value.downloadUrl === 'string') files.set(String('id' in value && value.id), value as LinkedFile);
    Object.values(value).forEach(collect);
  };
  collect(data);
  return [...files.values()].map(({ fileName, contentType, byteSize, downloadUrl }) => {
    return { type: 'resource_link', uri: downloadUrl, name: fileName, mimeType: contentType, size: byteSize };
  });
}
