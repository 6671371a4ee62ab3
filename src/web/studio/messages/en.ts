/** Texts of the studio, in English. */
export const en = {
  'studio.title': 'From a sentence to a finished film',
};
