import type { EntityManager } from '@mikro-orm/postgresql';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';

/** The captions that the job of a film made: WebVTT, which all targets accept. Undefined for a film without captions. */
export async function captionsOf(em: EntityManager, film: Pick<AssetRow, 'jobId'>): Promise<AssetRow | undefined> {
  if (!film.jobId) return undefined;
  return (await em.findOne(AssetEntity, { jobId: film.jobId, role: 'CAPTIONS', status: 'READY' })) ?? undefined;
}
