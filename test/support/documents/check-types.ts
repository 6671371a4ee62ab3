import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { skipReason, type Block } from './blocks.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const MAX_CHECK_MS = 120_000;
/** A comment in the first line of a block names its file, so that the blocks of a page can import each other. */
const FILE_NAME = /^\/\/ ([\w./[\]-]+\.tsx?)\b/;
const FAULT = /^(\S+\.tsx?)\((\d+),\d+\): error (.+)$/gm;

/** What pages import and the project does not install. */
const PREAMBLE = `
declare module 'next-auth' {
  interface Session { user?: { name?: string } }
  interface Result { handlers: { GET: Handler; POST: Handler }; auth(): Promise<Session | null>; signIn(): void; signOut(): void }
  type Handler = (request: Request) => Promise<Response>;
  export default function NextAuth(config: { providers: unknown[] }): Result;
}
declare module '*/auth.config.js' {
  export const config: { providers: unknown[] };
  export function ask(query: string, variables: object, accessToken?: string): Promise<{ me: { name: string } }>;
}
`;

const OPTIONS = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, moduleDetection: 'force', module: 'esnext', moduleResolution: 'bundler' },
  ...{ target: 'esnext', lib: ['esnext', 'dom'], jsx: 'react-jsx', types: ['node'] },
};

/** `file:line: what is wrong` for each fault in the types of the `ts` and `tsx` blocks, found by one run of the compiler. */
export async function checkTypes(blocks: readonly Block[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'documents-'));
  try {
    const written = new Map<string, Block>();
    for (const block of blocks.filter((one) => /^tsx?$/.test(one.kind) && skipReason(one) === undefined)) {
      const name = FILE_NAME.exec(block.text)?.[1] ?? `line-${block.line}.${block.kind}`;
      const file = join(block.file.replaceAll(/\W/g, '-'), name);
      written.set(file, block);
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), block.text);
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'preamble.d.ts'), PREAMBLE);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, include: ['**/*'] }));
    return faultsIn(await compile(folder), written);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the compiler prints. @throws when it does not run to its end */
const compile = (cwd: string): Promise<string> =>
  new Promise((done, failed) => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    execFile(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], { cwd, timeout: MAX_CHECK_MS }, (error, stdout) =>
      // It exits with 1 or 2 when it has found faults.
      error && !(typeof error.code === 'number' && error.code <= 2) ? failed(error) : done(stdout),
    );
  });

function faultsIn(printed: string, written: ReadonlyMap<string, Block>): readonly string[] {
  const faults = [...printed.matchAll(FAULT)].map(([, file = '', line, message = '']) => {
    const block = written.get(file);
    return block ? `${block.file}:${block.line + Number(line)}: ${message}` : `${file}:${line ?? ''}: ${message}`;
  });
  return faults.length === 0 && printed.includes('error TS') ? [printed] : faults;
}
