import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parser as python } from '@lezer/python';
import { transform, type TransformFailure } from 'esbuild';
import { buildSchema, GraphQLError, parse, specifiedRules, validate } from 'graphql';
import { parse as parseSql } from 'libpg-query';
import { parseAllDocuments } from 'yaml';
import { limitRules } from '../../../src/platform/graphql/limits.ts';
import { read, skipReason, type Block } from './blocks.ts';
import { checkHttp } from './check-http.ts';
import { checkNginx } from './check-nginx.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const schema = buildSchema(read('schema.graphql'));
const SCRIPTS = new Set(Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts));

/** A fault in a block, with its line inside of the block from 1, where it is known. */
export interface Fault {
  readonly line: number;
  readonly message: string;
}

type Checker = (text: string) => readonly Fault[] | Promise<readonly Fault[]>;

const at = (message: unknown, line = 1): Fault => ({ line, message: String(message).split('\n')[0] ?? '' });
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function checkGraphql(text: string): readonly Fault[] {
  try {
    const errors = validate(schema, parse(text), [...specifiedRules, ...limitRules]);
    return errors.map(({ message, locations }) => at(message, locations?.[0]?.line));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [at(error.message, error.locations?.[0]?.line)];
  }
}

/** The syntax, without running anything; then that each npm script and file which it names exists. */
function checkShell(text: string): readonly Fault[] {
  const { stderr, status } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
  if (status !== 0) return [at(stderr.replace(/^bash: line \d+: /, ''), Number(/line (\d+)/.exec(stderr)?.[1] ?? 1))];
  return text.split('\n').flatMap((line, index) => {
    const scripts = [...line.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map((found) => found[1] ?? '');
    const files = [...line.matchAll(/(?<![\w/.$}])((?:scripts|src|test|examples|deploy|docker)\/[\w./-]+\.\w+)/g)].map(
      (found) => found[1] ?? '',
    );
    return [
      ...scripts.filter((script) => !SCRIPTS.has(script)).map((script) => at(`package.json has no script "${script}".`, index + 1)),
      ...files.filter((file) => !existsSync(resolve(ROOT, file))).map((file) => at(`${file} does not exist.`, index + 1)),
    ];
  });
}

const checkScript =
  (loader: 'js' | 'ts' | 'tsx'): Checker =>
  async (text) => {
    try {
      await transform(text, { loader, format: 'esm', target: 'esnext', logLevel: 'silent' });
      return [];
    } catch (error) {
      return (error as TransformFailure).errors.map((found) => at(found.text, found.location?.line));
    }
  };

function checkPython(text: string): readonly Fault[] {
  const faults: Fault[] = [];
  python.parse(text).iterate({
    enter: ({ type, from }) => {
      if (type.isError) faults.push(at('Invalid Python.', lineOf(text, from)));
    },
  });
  return faults;
}

/** PostgreSQL's own parser. Commands of psql are none of the language. */
async function checkSql(text: string): Promise<readonly Fault[]> {
  try {
    await parseSql(text.replaceAll(/^\\(c|connect|i|set|copy)\b.*$/gm, ''));
    return [];
  } catch (error) {
    const position = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails?.cursorPosition ?? 0;
    return [at(error, lineOf(text, position))];
  }
}

function checkJson(text: string): readonly Fault[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [at(error)];
  }
}

const checkYaml: Checker = (text) =>
  parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message, linePos }) => at(message, linePos?.[0].line)));

const CHECKERS: Readonly<Record<string, Checker>> = {
  graphql: checkGraphql,
  sh: checkShell,
  js: checkScript('js'),
  ts: checkScript('ts'),
  tsx: checkScript('tsx'),
  python: checkPython,
  http: checkHttp,
  sql: checkSql,
  json: checkJson,
  yaml: checkYaml,
  nginx: checkNginx,
  // What a program prints, a tree of files: nothing that anyone runs.
  text: () => [],
};

/** `file:line: what is wrong` for each fault of a block. */
export async function checkBlock(block: Block): Promise<readonly string[]> {
  const say = (line: number, message: string): string => `${block.file}:${line}: ${message}`;
  const checker = CHECKERS[block.kind];
  if (checker === undefined) {
    const kinds = Object.keys(CHECKERS).join(', ');
    return [say(block.line, `${block.kind === '' ? 'A block without a kind' : `Unknown kind "${block.kind}"`}; kinds are ${kinds}.`)];
  }
  const reason = skipReason(block);
  if (reason !== undefined) return reason.length >= 10 ? [] : [say(block.line, 'A skipped block needs a reason: skip="…".')];
  return (await checker(block.text)).map(({ line, message }) => say(block.line + line, message));
}

/** The share of blocks that are not checked, 0 to 1. */
export const skippedShare = (blocks: readonly Block[]): number =>
  blocks.filter((block) => skipReason(block) !== undefined).length / Math.max(blocks.length, 1);
