/** `npm run check:imports`: the import law, once for what is written and once for what each process loads. */
import { existsSync, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';

const require = createRequire(import.meta.url);
const written = require('../.dependency-cruiser.cjs') as IConfiguration;
const loaded = require('../.dependency-cruiser.processes.cjs') as Record<string, IConfiguration>;

/** Names of all rules, for the test that breaks each of them. */
export const RULES: readonly string[] = [written, ...Object.values(loaded)].flatMap(({ forbidden = [] }) =>
  forbidden.map(({ name = '' }) => name),
);

export interface ImportCheck {
  /** Source files that were read; a reader that silently reads nothing finds nothing wrong. */
  readonly modules: number;
  /** One line each: `rule: from → to`. */
  readonly violations: readonly string[];
}

/** Reads `src` below `root`, then follows what `src/api.ts` and `src/worker.ts` load. */
export async function checkImports(root: string): Promise<ImportCheck> {
  const whole = await read(root, ['src'], written);
  const violations = [...whole.violations];
  for (const [process, law] of Object.entries(loaded)) {
    if (!existsSync(join(root, process))) throw new Error(`${process} is missing: what it loads cannot be checked.`);
    violations.push(...(await read(root, [process], law)).violations);
  }
  return { modules: whole.modules, violations };
}

async function read(root: string, from: string[], { forbidden = [], options = {} }: IConfiguration): Promise<ImportCheck> {
  const { output } = await cruise(from, { ...options, baseDir: root, validate: true, ruleSet: { forbidden } });
  const { modules, summary } = output as ICruiseResult;
  return {
    modules: modules.filter(({ source }) => /^src\/.*\.tsx?$/.test(source)).length,
    violations: summary.violations.map((found) => `${found.rule.name}: ${found.from} → ${found.to}`),
  };
}

if (import.meta.main) {
  const files = globSync('src/**/*.{ts,tsx}').length;
  const { modules, violations } = await checkImports(process.cwd());
  for (const violation of violations) console.error(violation);
  // Anything that was not read was not checked.
  if (modules < files) console.error(`Only ${modules} of ${files} source files were read.`);
  if (violations.length > 0 || modules < files) process.exit(1);
  console.log(`The import law holds: ${modules} modules read.`);
}
