import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps, revocationStamps } from '../../platform/database/change-stamps.ts';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';
import { AssetEntity } from '../assets/asset.entity.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { SHOWCASE_PLACEMENTS, SHOWCASE_STATES } from './showcase.states.ts';

/** That a workspace lets the installation show one of its files to everybody. One row for each file. */
export const ShowcaseConsentEntity = defineEntity({
  name: 'ShowcaseConsent',
  tableName: 'showcase_consents',
  uniques: [{ name: 'showcase_consents_asset', properties: ['assetId'] }],
  indexes: [{ name: 'showcase_consents_newest', properties: ['workspaceId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    assetId: references(AssetEntity, 'asset_id'),
    /** When consent was given the last time. */
    givenAt: timestamp(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    /** The withdrawal; null again when consent is given again. */
    revokedAt: timestamp().nullable(),
    ...changeStamps(),
    ...revocationStamps(),
  },
});
export type ShowcaseConsentRow = InferEntity<typeof ShowcaseConsentEntity>;

/** A film in a place of the showcase. Only administrators read and write it. */
export const ShowcaseItemEntity = defineEntity({
  name: 'ShowcaseItem',
  tableName: 'showcase_items',
  uniques: [{ name: 'showcase_items_film', properties: ['placement', 'assetId'] }],
  indexes: [{ name: 'showcase_items_asset', properties: ['assetId'] }],
  properties: {
    id: p.uuid().primary(),
    assetId: p.uuid(),
    placement: p.enum(SHOWCASE_PLACEMENTS),
    category: p.text().nullable(),
    title: p.text(),
    /** Order within the placement, from 0. */
    position: p.integer(),
    /** Whether players show the captions from the start. */
    captions: p.boolean().default(true),
    publishFrom: timestamp().nullable(),
    publishUntil: timestamp().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type ShowcaseItemRow = InferEntity<typeof ShowcaseItemEntity>;

/** A picture that everybody may try as a reference. Only administrators read and write it. */
export const TrialImageEntity = defineEntity({
  name: 'TrialImage',
  tableName: 'trial_images',
  uniques: [{ name: 'trial_images_asset', properties: ['assetId'] }],
  properties: {
    id: p.uuid().primary(),
    assetId: p.uuid(),
    title: p.text(),
    category: p.text().nullable(),
    position: p.integer(),
    active: p.boolean().default(true),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type TrialImageRow = InferEntity<typeof TrialImageEntity>;

/** An item as administrators see it, with its state. The view is empty for everyone else. */
export const AdminShowcaseItemEntity = defineEntity({
  name: 'AdminShowcaseItem',
  tableName: 'admin_showcase_items',
  properties: {
    id: p.uuid().primary(),
    assetId: p.uuid(),
    placement: p.enum(SHOWCASE_PLACEMENTS),
    category: p.text().nullable(),
    title: p.text(),
    position: p.integer(),
    captions: p.boolean(),
    publishFrom: timestamp().nullable(),
    publishUntil: timestamp().nullable(),
    createdAt: timestamp(),
    consentGivenAt: timestamp(),
    state: p.enum(SHOWCASE_STATES),
  },
});
export type AdminShowcaseItemRow = InferEntity<typeof AdminShowcaseItemEntity>;
