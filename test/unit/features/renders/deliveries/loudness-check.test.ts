import { expect, test } from 'vitest';
import { loudnessCheck } from '../../../../../src/features/renders/deliveries/check-rendition.ts';
import { SOUND } from '../../../../../src/features/renders/film/encoder.ts';

test('a rendition may be a little further off than the quietest film that is delivered', () => {
  const quietest = SOUND.loudness - SOUND.unacceptable;
  expect([quietest, quietest - 0.2, quietest - 0.4].map((integrated) => loudnessCheck(integrated).ok)).toEqual([true, true, false]);
});
