import type { Example } from '../examples.ts';

/** The groups of the examples: a page of the documents each, in the order in which a newcomer needs them. */
const GROUPS: Readonly<Record<string, string>> = {
  'api.md': 'First steps',
  'films.md': 'Films',
  'projects.md': 'Projects',
  'timeline.md': 'Timelines',
  'templates.md': 'Templates',
  'presets.md': 'Presets',
  'batches.md': 'Batches',
  'series.md': 'Series',
  'providers.md': 'Providers',
  'publishing.md': 'Publishing',
  'scheduling.md': 'Scheduling',
  'notifications.md': 'Notifications',
  'webhooks.md': 'Webhooks',
  'billing.md': 'Billing',
  'administration.md': 'Administration',
  'showcase.md': 'Showcase',
};
const OTHERS = 'More';

export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

/** The examples in groups, each group in the given order. Examples of other pages come last. */
export function groupExamples(examples: readonly Example[]): readonly ExampleGroup[] {
  const titles = [...Object.values(GROUPS), OTHERS];
  const byTitle = Map.groupBy(examples, ({ page }) => GROUPS[page.replace(/#.*$/, '')] ?? OTHERS);
  return titles.flatMap((title) => {
    const found = byTitle.get(title);
    return found ? [{ title, examples: found }] : [];
  });
}
