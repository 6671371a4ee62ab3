import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { timeline, timelineJsonSchema } from '../../../../src/features/projects/timeline/timeline.schema.ts';
import { readTimeline } from '../../../../src/features/projects/timeline/timeline.ts';

describe('docs/timeline.schema.json', () => {
  it('is printed from the schema that checks timelines', () => {
    const printed = JSON.parse(readFileSync('docs/timeline.schema.json', 'utf8')) as unknown;
    expect(printed, 'run npm run docs:timeline').toEqual(JSON.parse(JSON.stringify(timelineJsonSchema())));
  });

  it('refuses unknown keys in every object', () => {
    const open: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { type, additionalProperties, propertyNames } = value as Record<string, unknown>;
      if (type === 'object' && additionalProperties !== false && propertyNames === undefined) open.push(path);
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
    };
    visit(timelineJsonSchema(), '');
    expect(open).toEqual([]);
  });
});

describe('docs/timeline.md', () => {
  const blocks = [...readFileSync('docs/timeline.md', 'utf8').matchAll(/^```json timeline\n([^]*?)^```$/gm)].map(([, block = '']) => block);

  it('shows timelines', () => expect(blocks.length).toBeGreaterThan(1));

  it.each(blocks)('shows a timeline that is accepted: %#', (block) => {
    expect(readTimeline(JSON.parse(block), 'input.timeline')).toMatchObject(JSON.parse(block) as object);
  });
});

it('a timeline that was read is read again without a change', () => {
  const read = timeline.parse({ schema: 1, project: { name: ' A ' }, scenes: [{ id: 'a', caption: ' ', narration: 'x\r\ny' }] });
  expect(read.scenes[0]).toMatchObject({ caption: null, narration: 'x\ny' });
  expect(timeline.parse(read)).toEqual(read);
});
