import type { AssetService } from '../../features/assets/asset.service.ts';
import type { PublicationService } from '../../features/publishing/publications/publication.service.ts';
import { ItemSource } from '../../features/publishing/series/item-source.ts';
import { SeriesPublisher } from '../../features/publishing/series/series-publisher.ts';
import { SeriesRunner } from '../../features/publishing/series/series-runner.service.ts';
import { SeriesService } from '../../features/publishing/series/series.service.ts';
import type { PresetService } from '../../features/presets/preset.service.ts';
import type { RenderService } from '../../features/renders/render.service.ts';
import type { TemplateService } from '../../features/templates/template.service.ts';
import type { GuardedHttp } from '../../platform/http/guarded-http.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { Storage } from '../../platform/storage/storage.ts';

interface Ground {
  readonly mutations: Mutations;
  readonly storage: Storage;
  /** For the feeds of users, by the same rules as imports. */
  readonly importHttp: GuardedHttp;
  readonly templates: TemplateService;
  readonly presets: PresetService;
  readonly assets: AssetService;
  readonly renders: RenderService;
  readonly publications: PublicationService;
}

/** Services about recurring production. */
export function openSeries({ mutations, storage, importHttp, renders, publications, ...parts }: Ground) {
  return {
    series: new SeriesService({ ...parts, http: importHttp }, mutations),
    seriesRunner: new SeriesRunner({ renders, publisher: new SeriesPublisher(publications), source: new ItemSource(importHttp, storage) }),
  };
}
