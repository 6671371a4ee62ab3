/** Texts of the showcase, in English. */
export const en = {
  'showcase.title': 'Showcase',
};
