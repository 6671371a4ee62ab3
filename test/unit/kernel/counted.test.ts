import { expect, it } from 'vitest';
import { counted } from '../../../src/kernel/counted.ts';

it('counts one thing in the singular', () => {
  expect([0, 1, 2].map((count) => counted(count, 'credit'))).toEqual(['0 credits', '1 credit', '2 credits']);
});
