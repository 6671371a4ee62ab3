import { Complaints } from '../../kernel/complaints.ts';
import { badInput, notFound } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { AssetService } from '../assets/asset.service.ts';
import type { PlanFilm, TemplateFilm, TemplateFilms } from '../renders/template-films.service.ts';
import { checkRows } from './batch-check.ts';
import type { CheckedRows } from './batch-check.ts';
import { assetRows } from './rows/asset-rows.service.ts';
import { MAX_ROWS, TOO_MANY_ROWS, rowsOfItems } from './rows/row-source.ts';

/** The input of `createBatch` and `checkBatch`. */
export interface GivenBatch {
  readonly workspaceId: string;
  readonly templateId: string;
  readonly presetId?: string | null | undefined;
  /** The rows; alternatively `itemsAssetId` names a file with them. */
  readonly items?: readonly unknown[] | null | undefined;
  readonly itemsAssetId?: string | null | undefined;
}

export interface ReadBatch {
  readonly source: TemplateFilm;
  readonly checked: CheckedRows;
  /** Path of the input field that the rows come from. */
  readonly path: string;
}

const ITEMS = 'input.items';
const ASSET = 'input.itemsAssetId';

/** Reads the rows of new batches, from the request or from a file, and checks them against the template. */
export class BatchInputs {
  constructor(
    private readonly films: TemplateFilms,
    private readonly assets: AssetService,
    private readonly storage: Storage,
  ) {}

  /**
   * Reads and checks the rows; problems of rows are part of the result. Holds no database connection meanwhile. @throws ReelwrightError
   * BAD_USER_INPUT for any other invalid input, NOT_FOUND for a template, preset or asset that the workspace lacks
   */
  async read(scope: Scope, { workspaceId, templateId, presetId, items, itemsAssetId }: GivenBatch): Promise<ReadBatch> {
    if (items != null && itemsAssetId != null) throw badInput(ITEMS, 'Give either items or itemsAssetId, not both.');
    if (items != null && items.length > MAX_ROWS) throw badInput(ITEMS, TOO_MANY_ROWS);
    const { source, plan } = await scope.read(async (em) => {
      const frozen = await this.films.freeze(em, workspaceId, { templateId, presetId: presetId ?? null });
      return { source: frozen, plan: await this.films.planner(em, workspaceId, frozen) };
    });
    const checked =
      itemsAssetId == null
        ? await scope.outside(() => checkRows(plan, rowsOfItems(items ?? []), ITEMS))
        : await this.#readAsset(scope, { workspaceId, assetId: itemsAssetId, source, plan });
    await this.#checkPresetAssets(scope, workspaceId, checked);
    return { source, checked, path: itemsAssetId == null ? ITEMS : ASSET };
  }

  async #readAsset(
    scope: Scope,
    {
      workspaceId,
      assetId,
      source,
      plan,
    }: { readonly workspaceId: string; readonly assetId: string; readonly source: TemplateFilm; readonly plan: PlanFilm },
  ): Promise<CheckedRows> {
    const complaints = new Complaints();
    await scope.read((em) => this.assets.check(em, workspaceId, [{ id: assetId, path: ASSET, kinds: ['DOCUMENT'] }], complaints));
    complaints.throwIfAny();
    const asset = await this.assets.find(scope, assetId);
    if (!asset) throw notFound('Asset');
    const rows = assetRows(this.storage, asset, source.template.variables, scope.signal);
    return scope.outside(() => checkRows(plan, rows, ASSET));
  }

  /** Checks the assets of presets once, for one row: they are the same for all. */
  async #checkPresetAssets(scope: Scope, workspaceId: string, { example }: CheckedRows): Promise<void> {
    if (!example) return;
    const complaints = new Complaints();
    await scope.read((em) => this.films.checkAssets(em, workspaceId, example, complaints));
    complaints.throwIfAny();
  }
}
