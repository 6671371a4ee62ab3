import { parseArgs } from 'node:util';
import { Problem, reason } from '../demo/problem.ts';

export interface SeedOptions {
  /** Address of a running server; by default one is found or started. */
  readonly url: string | undefined;
  readonly remove: boolean;
}

export const USAGE = `Usage: npm run seed -- [options]

Fills a workspace with examples, made by the studio itself: presets, templates, projects, finished films and a batch. On the
machine of the server it shows the films in the showcase, too. Repeat the command to complete what is missing; what is there stays as it is.

  --url URL  use this server; default: one that runs here, else a new one
  --remove   delete the workspace and its account
  --help     print this
`;

const OPTIONS = {
  url: { type: 'string' },
  remove: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Throws a `Problem` with the usage for unknown options; returns 'help' when requested. */
export function readOptions(argv: readonly string[]): SeedOptions | 'help' {
  try {
    const { values } = parseArgs({ args: [...argv], options: OPTIONS });
    return values.help ? 'help' : { url: values.url?.replace(/\/+$/, ''), remove: values.remove };
  } catch (error) {
    throw new Problem(reason(error).split(/\. |\n/, 1)[0] ?? '', [USAGE.trimEnd()]);
  }
}
