import 'reflect-metadata';
import { expect, test } from 'vitest';
import { getMetadataStorage } from 'type-graphql';
import { RenditionResolver } from '../../../../../src/features/renders/deliveries/rendition.resolver.ts';
import { RenditionType } from '../../../../../src/features/renders/deliveries/rendition.type.ts';

test.each([
  ['Rendition.url', RenditionType, 'url'],
  ['Job.streamUrl', RenditionResolver, 'streamUrl'],
])('%s, which names the session that asks, is not shared by subscribers of a role', (_, target, field) => {
  const { fieldExtensions } = getMetadataStorage() as unknown as {
    fieldExtensions: { target: unknown; fieldName: string; extensions: object }[];
  };
  const own = fieldExtensions.filter((one) => one.target === target && one.fieldName === field);
  expect(own.map(({ extensions }) => extensions)).toEqual([{ perViewer: true }]);
});
