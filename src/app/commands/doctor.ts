import { StartError } from '../../kernel/start-error.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { EMBEDDED_PLACEHOLDERS, commandEnvironment } from './environment.ts';

/** Width of the subjects in the printed table. */
const SUBJECT_WIDTH = 28;

/** Prints what works and what does not, each with what to do. Returns the exit code, 1 when something fails. @throws StartError for unknown arguments */
export async function runDoctor(argv: readonly string[]): Promise<number> {
  const print = printerFor(argv);
  const environment = commandEnvironment();
  const isStopped = environment['NODE_ENV'] !== 'production' && !environment['DATABASE_URL'];
  let config: Config;
  try {
    config = readConfig(isStopped ? { ...EMBEDDED_PLACEHOLDERS, ...environment } : environment);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const remedy = 'Correct the variables (docs/operations.md, Environment); nothing else was examined.';
    print({ subject: 'environment', state: 'FAIL', detail: error.message, remedy });
    return 1;
  }
  print({ subject: 'environment', state: 'OK', detail: 'All variables are valid.' });
  let failures = 0;
  for await (const finding of examine(config, { isStopped })) {
    print(finding);
    failures += finding.state === 'FAIL' ? 1 : 0;
  }
  return failures > 0 ? 1 : 0;
}

function printerFor(argv: readonly string[]): (finding: Finding) => void {
  if (argv.length === 0) return (finding) => console.log(lineOf(finding));
  if (argv.length === 1 && argv[0] === '--json') return (finding) => console.log(JSON.stringify(finding));
  throw new StartError('Usage: npm run doctor [-- --json]');
}

/** A finding as people read it, its remedy on a line of its own. */
export function lineOf({ subject, state, detail, remedy }: Finding): string {
  const line = `${state.toLowerCase().padEnd(5)} ${subject.padEnd(SUBJECT_WIDTH)} ${detail}`;
  return remedy === undefined ? line : `${line}\n      ${' '.repeat(SUBJECT_WIDTH)} → ${remedy}`;
}
