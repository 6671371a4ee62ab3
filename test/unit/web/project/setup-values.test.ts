import { expect, test } from 'vitest';
import { changesOf, conflictingSetup, formOf, isSameSetup, mergedForm } from '../../../../src/web/project/setup/setup-values.ts';

const template = {
  ...{ id: 'offer', name: 'Offer', description: null },
  variables: (['product', 'price'] as const).map((name) => ({
    ...{ name, description: null, required: true, default: null, values: [] },
    type: name === 'price' ? ('NUMBER' as const) : ('STRING' as const),
  })),
};
const opened = { version: 3, presetId: 'quiet', templateId: 'offer', variables: { product: 'A lamp', price: 12.5 } };

test('only what was changed in the form is sent', () => {
  const form = formOf(opened);
  expect(changesOf(opened, form, template)).toEqual({});
  expect(changesOf(opened, { ...form, presetId: '' }, template)).toEqual({ presetId: null });
  expect(changesOf(opened, { ...form, texts: { ...form.texts, price: '13' } }, template)).toEqual({
    variables: { product: 'A lamp', price: 13 },
  });
});

test('another template is sent with its values', () => {
  const none = { ...opened, templateId: null };
  expect(changesOf(none, { ...formOf(none), templateId: 'offer' }, template)).toEqual({
    templateId: 'offer',
    variables: { product: 'A lamp', price: 12.5 },
  });
});

test('changes of both people are in the form after a conflict; mine win where both changed the same', () => {
  const mine = { ...formOf(opened), presetId: 'loud', texts: { product: 'A chair', price: '12.5' } };
  const theirs = { version: 4, presetId: 'calm', templateId: 'offer', variables: { product: 'A table', price: 99 } };
  expect(mergedForm(opened, mine, theirs)).toEqual({
    presetId: 'loud',
    templateId: 'offer',
    texts: { product: 'A chair', price: '99' },
  });
  expect(mergedForm(opened, formOf(opened), theirs)).toEqual(formOf(theirs));
});

test('the project of a conflict is that of its answer, and only its setup counts', () => {
  const now = conflictingSetup({ ...opened, version: 4, name: 'Renamed' });
  expect(now).toEqual({ ...opened, version: 4 });
  expect([isSameSetup(opened, { ...opened, version: 4 }), isSameSetup(opened, { ...opened, presetId: null })]).toEqual([true, false]);
  expect(conflictingSetup(undefined)).toBeUndefined();
});
