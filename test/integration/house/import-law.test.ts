import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkImports, RULES } from '../../../scripts/check-imports.ts';

type Tree = Readonly<Record<string, string>>;

/** A house in small that keeps the law: every layer, and both ways of loading what a process may not load at once. */
const LAWFUL: Tree = {
  'package.json': '{ "type": "module", "devDependencies": { "planted-tool": "1.0.0" } }',
  'node_modules/planted-tool/package.json': '{ "name": "planted-tool", "main": "index.js" }',
  'node_modules/planted-tool/index.js': '',
  'src/main.ts': "import './api.ts'; import './worker.ts'; import './app/commands/start.ts'; import './cli/demo.ts';",
  'src/api.ts': "import './app/platform.ts'; import './app/queues.ts'; import './app/schema.ts';",
  'src/worker.ts': "import './app/platform.ts'; import './app/queues.ts';",
  'src/cli/demo.ts': "import '../kernel/id.ts';",
  'src/embedded/postgres.ts': "import '../kernel/id.ts';",
  'src/explorer/page.tsx': "import './panel.tsx';",
  'src/explorer/panel.tsx': 'export const panel = <p />;',
  'src/app/commands/start.ts': "import '../../embedded/postgres.ts'; import '../platform.ts';",
  'src/app/platform.ts':
    "import '../platform/storage/minio-storage.ts'; export const media = () => import('../platform/media/ffmpeg-media.ts');",
  'src/app/queues.ts': "export const load = () => import('../features/renders/render.handler.ts');",
  'src/app/schema.ts': "import '../features/renders/render.resolver.ts';",
  'src/features/jobs/job/job.service.ts': "import '../../../kernel/id.ts'; import '../../../platform/database/database.ts';",
  'src/features/jobs/scheduling/dispatch.ts': "import '../job/job.service.ts';",
  'src/features/renders/render.resolver.ts': "import 'type-graphql'; import '../jobs/job/job.service.ts';",
  'src/features/renders/render.handler.ts':
    "import 'fluent-ffmpeg'; import type { Media } from '../../platform/media/media.ts'; export type M = Media;",
  'src/platform/database/database.ts': "import '../../kernel/id.ts';",
  'src/platform/storage/storage.ts': 'export interface Storage { a: 1 }',
  'src/platform/storage/minio-storage.ts': "import type { Storage } from './storage.ts'; export type S = Storage;",
  'src/platform/media/media.ts': 'export interface Media { a: 1 }',
  'src/platform/media/ffmpeg-media.ts': "import 'fluent-ffmpeg'; import type { Media } from './media.ts'; export type M = Media;",
  'src/kernel/id.ts': "import 'uuidv7';",
};

/** One broken line for each rule: the file, and what it now says besides. */
const PLANTED: Readonly<Record<string, readonly [file: string, line: string]>> = {
  'kernel-stands-alone': ['src/kernel/id.ts', "import type { Storage } from '../platform/storage/storage.ts'; export type S = Storage;"],
  'platform-knows-no-feature': ['src/platform/database/database.ts', "import '../../features/jobs/scheduling/dispatch.ts';"],
  'features-know-no-app': ['src/features/jobs/scheduling/dispatch.ts', "import '../../../app/queues.ts';"],
  'app-knows-no-process': ['src/app/queues.ts', "export const api = () => import('../api.ts');"],
  'processes-stand-side-by-side': ['src/api.ts', "import './worker.ts';"],
  'nothing-imports-main': ['src/worker.ts', "import './main.ts';"],
  'feature-has-its-place': ['src/features/surprises/surprise.service.ts', "import '../../kernel/id.ts';"],
  'feature-looks-left-audit': [
    'src/features/audit/audit.service.ts',
    "import type { J } from '../jobs/job/job.service.ts'; export type A = J;",
  ],
  'feature-shows-its-front': ['src/features/renders/render.handler.ts', "import '../jobs/scheduling/dispatch.ts';"],
  'implementation-behind-interface': ['src/features/renders/render.handler.ts', "import '../../platform/media/ffmpeg-media.ts';"],
  'implementation-keeps-to-itself': ['src/platform/media/ffmpeg-media.ts', "import '../storage/minio-storage.ts';"],
  'interface-knows-no-implementation': ['src/platform/media/media.ts', "import './ffmpeg-media.ts';"],
  'commands-open-what-they-need': ['src/app/commands/start.ts', "export const api = () => import('../../api.ts');"],
  'commands-are-for-main': ['src/api.ts', "import './app/commands/start.ts';"],
  'embedded-is-for-commands': ['src/app/platform.ts', "export const postgres = () => import('../embedded/postgres.ts');"],
  'embedded-stands-alone': ['src/embedded/postgres.ts', "import '../platform/database/database.ts';"],
  'cli-is-a-client': ['src/cli/demo.ts', "import '../platform/database/database.ts';"],
  'cli-is-for-main': ['src/api.ts', "import './cli/demo.ts';"],
  'explorer-is-a-page': ['src/explorer/panel.tsx', "import '../kernel/id.ts';"],
  'explorer-is-bundled': ['src/app/schema.ts', "import '../explorer/page.tsx';"],
  'no-test-code-in-src': ['src/app/queues.ts', "import '../../test/support/factory.ts';"],
  'no-development-package-in-src': ['src/app/queues.ts', "import 'planted-tool';"],
  'no-cycle': ['src/features/jobs/job/job.service.ts', "import '../scheduling/dispatch.ts';"],
  'no-orphan': ['src/app/forgotten.ts', 'export const forgotten = 1;'],
  'agents-are-loaded-late': ['src/features/renders/render.resolver.ts', "import '@modelcontextprotocol/server';"],
  'api-loads-no-media': ['src/features/renders/render.resolver.ts', "import '@napi-rs/canvas';"],
  'worker-loads-no-web': ['src/app/queues.ts', "import '../features/renders/render.resolver.ts';"],
};

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function plant(tree: Tree): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'import-law-'));
  folders.push(root);
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

/** Rules that were broken, without repetition. */
async function brokenIn(tree: Tree): Promise<Set<string>> {
  const { violations } = await checkImports(await plant(tree));
  return new Set(violations.map((line) => line.slice(0, line.indexOf(':'))));
}

test('a house that keeps the law is read and found good', async () => {
  const { modules, violations } = await checkImports(await plant(LAWFUL));
  expect(violations).toEqual([]);
  expect(modules).toBe(Object.keys(LAWFUL).filter((path) => path.startsWith('src/')).length);
});

test.each(Object.entries(PLANTED))('%s is red when broken', async (rule, [file, line]) => {
  expect(await brokenIn({ ...LAWFUL, 'test/support/factory.ts': '', [file]: `${LAWFUL[file] ?? ''}\n${line}\n` })).toContain(rule);
});

test('each feature but the last is kept from looking right', async () => {
  const looking = RULES.filter((rule) => rule.startsWith('feature-looks-left-')).map((rule) => rule.slice('feature-looks-left-'.length));
  const planted = Object.fromEntries(
    looking.map((feature) => [`src/features/${feature}/a.service.ts`, "import '../admin/admin.service.ts';"]),
  );
  const broken = await brokenIn({ ...LAWFUL, ...planted, 'src/features/admin/admin.service.ts': 'export const a = 1;' });
  expect([...broken].toSorted()).toEqual(looking.map((feature) => `feature-looks-left-${feature}`).toSorted());
});

test('every rule has its planted violation', () => {
  const shown = RULES.filter((rule) => !rule.startsWith('feature-looks-left-') || rule in PLANTED);
  expect(Object.keys(PLANTED).toSorted()).toEqual(shown.toSorted());
});

test('a process whose first file is missing is an error, not a pass', async () => {
  const { 'src/worker.ts': _, 'src/main.ts': __, ...rest } = LAWFUL;
  await expect(checkImports(await plant(rest))).rejects.toThrow('src/worker.ts is missing');
});
