import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const COMPOSE_ONLY = '# --- docker-compose.yml only';
const VARIABLE = /^([A-Z][A-Z0-9_]*)=/;

const namesIn = (lines: readonly string[]): string[] => lines.flatMap((line) => VARIABLE.exec(line)?.[1] ?? []);

/** Names of the variables in `.env.example`: those the program reads, those that only docker-compose.yml does, and those without a word above. */
export function envExample(): { program: string[]; compose: string[]; unexplained: string[] } {
  const lines = readFileSync(resolve(import.meta.dirname, '../../.env.example'), 'utf8').split('\n');
  const border = lines.indexOf(COMPOSE_ONLY);
  const program = lines.slice(0, border);
  const isExplained = (index: number): boolean => /^# (?!---).*\.$/.test(program[index - 1] ?? '');
  return {
    program: namesIn(program),
    compose: namesIn(lines.slice(border)),
    unexplained: namesIn(program.filter((_line, index) => !isExplained(index))),
  };
}
