import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const COMPOSE_ONLY = '# --- docker-compose.yml only';

const namesIn = (text: string): string[] => [...text.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);

/** Names of the variables in `.env.example`: those the program reads, and those that only docker-compose.yml does. */
export function envExample(): { program: string[]; compose: string[] } {
  const text = readFileSync(resolve(import.meta.dirname, '../../.env.example'), 'utf8');
  const [program = '', compose = ''] = text.split(COMPOSE_ONLY);
  return { program: namesIn(program), compose: namesIn(compose) };
}
