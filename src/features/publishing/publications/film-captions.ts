import type { EntityManager } from '@mikro-orm/postgresql';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';

/**
 * The captions that the job of a film made for the film's own format: WebVTT, which all targets accept. Undefined for a film without
 * captions.
 */
export async function captionsOf(em: EntityManager, film: Pick<AssetRow, 'jobId' | 'format'>): Promise<AssetRow | undefined> {
  const { jobId, format } = film;
  if (!jobId) return undefined;
  return (await em.findOne(AssetEntity, { jobId, format, role: 'CAPTIONS', status: 'READY' })) ?? undefined;
}
