import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = resolve(ROOT, 'docs/reference/log-events.md');
/** Programs that run in a browser, or print for people instead of logging. */
const WITHOUT_LOG = /^(account-page|explorer|cli)\//;

/** A call that logs a line: its level and the text after the opening parenthesis, which the next call may be part of. */
const CALL = /\b\w*(?:log|Log)\.(debug|info|warn|error)\(\s*(?=([^]{0,400}))/g;
const EVENTS = /^\{\s*event: ([^,}]+)/;
const MESSAGE = /\},\s*(?:\w+ \? )?'((?:[^'\\]|\\.)*)'/;

export interface LogEventEntry {
  readonly event: string;
  readonly level: string;
  /** The text for people; empty where it is put together at run time. */
  readonly message: string;
}

/** Calls in the source that log, with the names of their events; calls without one are in `unnamed`. */
export function readLogEvents(): { readonly entries: readonly LogEventEntry[]; readonly unnamed: readonly string[] } {
  const entries: LogEventEntry[] = [];
  const unnamed: string[] = [];
  const folder = join(ROOT, 'src');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!file.endsWith('.ts') || WITHOUT_LOG.test(file) || file.endsWith('error-reports.ts')) continue;
    for (const [, level = '', rest = ''] of readFileSync(join(folder, file), 'utf8').matchAll(CALL)) {
      const named = EVENTS.exec(rest)?.[1];
      if (named === undefined) unnamed.push(`${file}: ${rest.split('\n', 1)[0]}`);
      const message = MESSAGE.exec(rest.split(/\);?\n/, 1)[0] ?? '')?.[1]?.replaceAll("\\'", "'") ?? '';
      for (const [, event = ''] of named?.matchAll(/'([a-z0-9_]+)'/g) ?? []) entries.push({ event, level, message });
    }
  }
  return { entries, unnamed };
}

/** docs/reference/log-events.md as it should be committed. */
export async function printLogEventsPage(): Promise<string> {
  const rows = new Map<string, { levels: Set<string>; messages: Set<string> }>();
  for (const { event, level, message } of readLogEvents().entries) {
    const row = rows.get(event) ?? { levels: new Set(), messages: new Set() };
    row.levels.add(level);
    if (message !== '') row.messages.add(message);
    rows.set(event, row);
  }
  const lines = [...rows]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([event, { levels, messages }]) =>
        `| \`${event}\` | ${[...levels].join(', ')} | ${[...messages].join('; ').replaceAll('|', '\\|')} |`,
    );
  const page = [
    '# Events of the log',
    'Every line of the [log](../operations.md#logs) has the name of its event in `event`. Names stay the same when messages are reworded: build alerts and searches on them. Printed by `npm run docs:log-events`.',
    ['| event | level | message |', '| --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n');
  return format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, await printLogEventsPage());
