import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import { badInput } from '../../../kernel/errors.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import type { PresetService } from '../../presets/preset.service.ts';
import type { TemplateService } from '../../templates/template.service.ts';
import { cronFault, timeZoneFault } from './times/cron-times.ts';
import { FEED_VARIABLES } from './item-source.ts';
import { assertChannel } from './series-publisher.ts';
import type { SeriesRow } from './series.entity.ts';

const MAX_NAME_LENGTH = 200;

type Chosen = 'templateId' | 'presetId' | 'feedUrl' | 'itemsAssetId' | 'channelId';

/** What people choose of a series: that of a new one, or that of a changed one. */
export type SeriesFields = Pick<SeriesRow, 'name' | 'cron' | 'timeZone' | 'publish' | 'privacy' | 'madeForKids'> & {
  readonly [name in Chosen]: string | null;
};

export interface FieldParts {
  readonly templates: TemplateService;
  readonly presets: PresetService;
  readonly assets: AssetService;
}

/** Checks fields without the database. @throws ReelwrightError BAD_USER_INPUT that names every invalid field */
export function checkFields({ name, cron, timeZone, feedUrl, itemsAssetId, channelId, publish }: SeriesFields, now: Date): void {
  const complaints = new Complaints();
  const complain = (path: string, fault: string | undefined): void => void (fault !== undefined && complaints.add(path, fault));
  complain('input.name', textFault(name, { max: MAX_NAME_LENGTH }));
  const zone = timeZoneFault(timeZone);
  complain('input.timeZone', zone);
  if (zone === undefined) complain('input.cron', cronFault({ cron, timeZone }, now));
  if (feedUrl === null && itemsAssetId === null) complaints.add('input.feedUrl', 'Give either feedUrl or itemsAssetId.');
  if (feedUrl !== null && itemsAssetId !== null) complaints.add('input.feedUrl', 'Give either feedUrl or itemsAssetId, not both.');
  if (publish && channelId === null) complaints.add('input.channelId', 'Is required to publish films.');
  complaints.throwIfAny();
}

/**
 * Checks the objects that fields name; of a changed series only those that differ from `before`, so that a deleted template does not keep
 * people from changing a name. The channel is checked to publish, and when it differs. @throws ReelwrightError NOT_FOUND for a template,
 * preset, asset or channel that the workspace lacks, BAD_USER_INPUT for a template that the items of feeds cannot fill and for an asset that
 * is no table, INVALID_STATE for a channel that must be connected again
 */
export async function checkReferences(
  em: EntityManager,
  workspaceId: string,
  fields: SeriesFields,
  { templates, presets, assets }: FieldParts,
  before?: SeriesFields,
): Promise<void> {
  const { templateId, presetId, itemsAssetId, feedUrl, channelId, publish } = fields;
  const differs = (...names: readonly (keyof SeriesFields)[]): boolean => !before || names.some((name) => fields[name] !== before[name]);
  const complaints = new Complaints();
  if (differs('templateId', 'feedUrl')) {
    if (templateId === null) throw badInput('input.templateId', 'The template was deleted. Choose another one.');
    const { variables } = await templates.require(em, workspaceId, templateId);
    const known: readonly string[] = FEED_VARIABLES;
    const missing = variables.filter((variable) => variable.required && !known.includes(variable.name));
    if (feedUrl !== null && missing.length > 0) {
      const names = missing.map((variable) => variable.name).join(', ');
      complaints.add('input.templateId', `Requires the variables ${names}; items of feeds have only ${FEED_VARIABLES.join(', ')}.`);
    }
  }
  if (presetId !== null && differs('presetId')) await presets.require(em, workspaceId, presetId);
  if (differs('itemsAssetId'))
    await assets.check(em, workspaceId, [{ id: itemsAssetId, path: 'input.itemsAssetId', kinds: ['DOCUMENT'] }], complaints);
  complaints.throwIfAny();
  if (channelId !== null && (differs('channelId') || (publish && differs('publish')))) await assertChannel(em, workspaceId, channelId);
}
