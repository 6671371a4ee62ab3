/** `npm run docs:timeline`: writes docs/timeline.schema.json from the schema that checks timelines. */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { timelineJsonSchema } from '../src/features/projects/timeline/timeline.schema.ts';

const path = 'docs/timeline.schema.json';
writeFileSync(path, await format(JSON.stringify(timelineJsonSchema()), { parser: 'json', printWidth: 140 }));
console.log(`${path} is what the source checks.`);
