import { expect, test } from 'vitest';
import { withCredits } from '../../../../src/features/publishing/publications/film-credits.ts';

const CREDITS = '“River” by Ada, CC BY 4.0.\n“Sand” by Bo, CC BY 4.0.';

test.each([
  ['follow the words of the description', 'About rivers.', CREDITS, `About rivers.\n\n${CREDITS}`],
  ['are the description of a film without one', '', CREDITS, CREDITS],
  ['are not repeated', `By us.\n“River” by Ada, CC BY 4.0.`, CREDITS, 'By us.\n“River” by Ada, CC BY 4.0.\n\n“Sand” by Bo, CC BY 4.0.'],
  ['are nothing for a film without them', 'About rivers.', null, 'About rivers.'],
  ['have no angle brackets', '', 'By <Ada>.', 'By Ada.'],
  [
    'are left out where there is no room',
    'ä'.repeat(2_480),
    `${CREDITS}\n${'x'.repeat(40)}`,
    `${'ä'.repeat(2_480)}\n\n“River” by Ada, CC BY 4.0.`,
  ],
])('credits %s', (_, description, attribution, expected) => {
  expect(withCredits(description, attribution)).toBe(expected);
});
