/** Example content, identified by its name: when an object of that name exists, it is not created again. */

interface Named {
  readonly name: string;
}

export const WORKSPACE_NAME = 'Examples';

/** Inputs of `createPreset`, without the workspace. */
export const PRESETS: readonly (Named & Record<string, unknown>)[] = [
  { name: 'Calm explainer', description: 'Wide films for people who listen.', look: 'quiet', transition: 'fade' },
  {
    name: 'Loud short',
    description: 'Upright films for phones.',
    look: 'poster',
    transition: 'slideleft',
    aspectRatio: 'PORTRAIT_9_16',
  },
];

/** Inputs of `createPromptTemplate`, without the workspace. */
export const TEMPLATES: readonly (Named & Record<string, unknown>)[] = [
  {
    name: 'City weather',
    description: 'A short forecast for one city and one day.',
    writes: 'SCRIPT',
    text: 'The weather in {{city}} on {{day}}.\n\nExpect {{degrees}} degrees and {{sky}} skies.',
    variables: [
      { name: 'city', type: 'STRING', required: true },
      { name: 'day', type: 'DATE', required: true },
      { name: 'degrees', type: 'NUMBER', default: '20' },
      { name: 'sky', type: 'ENUM', values: ['clear', 'cloudy', 'grey'], default: 'clear' },
    ],
  },
  {
    name: 'Meet the team',
    description: 'One colleague in three sentences.',
    writes: 'SCRIPT',
    text: 'Meet {{name}}.\n\n{{name}} works as {{role}} and joined us in {{year}}.\n\nSay hello when you meet in the kitchen.',
    variables: [
      { name: 'name', type: 'STRING', required: true },
      { name: 'role', type: 'STRING', required: true },
      { name: 'year', type: 'NUMBER', required: true },
    ],
  },
];

interface SeedProject {
  /** The document of `importTimeline`. */
  readonly timeline: { readonly schema: 1; readonly project: Named & Record<string, unknown>; readonly scenes: readonly object[] };
  /** Whether a film is made of the project. */
  readonly isFilm: boolean;
}

export const PROJECTS: readonly SeedProject[] = [
  {
    isFilm: true,
    timeline: {
      schema: 1,
      project: { name: 'Why the sky is blue', language: 'en', aspectRatio: 'LANDSCAPE_16_9', brief: 'A minute of physics for everybody.' },
      scenes: [
        { id: 'light', narration: 'White sunlight is every colour at once, from long red waves to short blue ones.' },
        { id: 'air', narration: 'Air scatters the short blue waves far more than the long red ones.', transition: 'fade' },
        { id: 'sky', narration: 'So blue comes to our eyes from every part of the sky.', transition: 'fade' },
      ],
    },
  },
  {
    isFilm: true,
    timeline: {
      schema: 1,
      project: { name: 'Warum Bienen tanzen', language: 'de', aspectRatio: 'PORTRAIT_9_16' },
      scenes: [
        { id: 'fund', narration: 'Eine Biene hat Blüten gefunden und fliegt zurück in den Stock.' },
        { id: 'tanz', narration: 'Dort tanzt sie eine Acht, und die Richtung ihres Tanzes zeigt den Weg.', transition: 'slideleft' },
      ],
    },
  },
  {
    isFilm: false,
    timeline: {
      schema: 1,
      project: { name: '为什么会有四季', language: 'zh', aspectRatio: 'SQUARE_1_1', brief: '给孩子们讲讲四季。' },
      scenes: [
        { id: 'axis', narration: '地球的轴是斜的。', motion: 'KEN_BURNS' },
        { id: 'sun', narration: '半年里，北半球得到更多的阳光，那时是夏天。' },
      ],
    },
  },
];

/** Batches of a template: a film for each row. */
export const BATCHES: readonly (Named & { readonly template: string; readonly items: readonly object[] })[] = [
  {
    name: 'Weather of three cities',
    template: 'City weather',
    items: [
      { city: 'Lisbon', day: '2026-12-01', degrees: 17, sky: 'clear' },
      { city: 'Oslo', day: '2026-12-01', degrees: 2, sky: 'cloudy' },
      { city: 'Nairobi', day: '2026-12-01', degrees: 24 },
    ],
  },
];

/** Films of projects that everybody sees in the showcase. */
export const SHOWCASE: readonly { readonly project: string; readonly placement: string; readonly category: string }[] = [
  { project: 'Why the sky is blue', placement: 'HERO', category: 'Science' },
  { project: 'Why the sky is blue', placement: 'GALLERY', category: 'Science' },
  { project: 'Warum Bienen tanzen', placement: 'GALLERY', category: 'Nature' },
];
