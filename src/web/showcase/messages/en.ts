/** Texts of the showcase, in English. */
export const en = {
  'showcase.title': 'Showcase',
  'showcase.lead': 'Films that were made here.',
  'showcase.empty': 'Nothing is shown yet',
  'showcase.emptyHint': 'Administrators choose films that workspaces allow to be shown.',
  'showcase.synthetic': 'Made with AI',
};
