import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, type OperationDefinitionNode } from 'graphql';
import { blocksOf, read, type Block } from './blocks.ts';

const run = promisify(execFile);
const MAX_BLOCK_MS = 200_000;

/** Where a page runs: a folder for its files and for the variables that one block leaves to the next. */
export interface PageRun {
  readonly url: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The words that pages write for the address of a server on the reader's machine. */
const DOCUMENTED_HOST = 'localhost:4000';

/** Runs the blocks of a page in order, as a reader would. Blocks of a shell share one environment; `sh server` was done by the test. */
export async function runPage(file: string, where: PageRun, isWanted: (block: Block) => boolean = () => true): Promise<string> {
  const printed: string[] = [];
  for (const block of blocksOf({ file, text: read(file) }).filter(isWanted)) {
    try {
      if (block.kind === 'sh' && block.info !== 'server') printed.push(await runShell(block, where));
      if (block.kind === 'js') printed.push(await runScript(block, where));
      if (block.kind === 'graphql') printed.push(JSON.stringify(await runOperation(block, where)));
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${block.file}:${block.line}: ${String(error)}\n${stdout}${stderr}`, { cause: error });
    }
  }
  return printed.join('\n');
}

const here = (text: string, { url }: PageRun): string => text.replaceAll(DOCUMENTED_HOST, new URL(url).host);

async function runShell(block: Block, where: PageRun): Promise<string> {
  const state = join(where.folder, 'state.sh');
  await writeFile(state, '', { flag: 'a' });
  const script = `source "${state}"\nset -aeuo pipefail\n${here(block.text, where)}\n{ declare -f; export -p; } > "${state}"\n`;
  return execute('bash', ['-c', script], where);
}

async function runScript(block: Block, where: PageRun): Promise<string> {
  const file = join(where.folder, 'block.mjs');
  await writeFile(file, here(block.text, where));
  return execute('bash', ['-c', `source ./state.sh && exec "${process.execPath}" "${file}"`], where);
}

async function execute(command: string, args: readonly string[], { folder, env }: PageRun): Promise<string> {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const { stdout } = await run(command, args, { cwd: folder, env: { ...process.env, PATH, ...env }, timeout: MAX_BLOCK_MS });
  return stdout;
}

/** Runs a document as a reader would in GraphiQL: `$workspaceId` is the variable WORKSPACE_ID of the shell, and so on. */
async function runOperation(block: Block, where: PageRun): Promise<unknown> {
  const [definition] = parse(block.text).definitions as readonly OperationDefinitionNode[];
  const names = (definition?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const state = await readFile(join(where.folder, 'state.sh'), 'utf8');
  const variable = (name: string): string => new RegExp(`^declare -x ${name}="([^"]*)"$`, 'm').exec(state)?.[1] ?? '';
  const values = names.map((name) => [name, variable(name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase())]);
  const response = await fetch(`${where.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${variable('TOKEN')}` },
    body: JSON.stringify({ query: block.text, variables: Object.fromEntries(values) }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
