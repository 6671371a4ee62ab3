import type { ShownItem } from '../../../features/showcase/showcase.service.ts';
import { escapedHtml } from '../../../platform/pages/escaped-html.ts';

/** Meta tags by which messengers preview the showcase with one film, whose own address is used if it was asked for. */
export function showcaseTags(item: ShownItem | undefined, isNamed: boolean, publicUrl: string): string {
  const address = item && isNamed ? `${publicUrl}/showcase?film=${item.id}` : `${publicUrl}/showcase`;
  const tags: readonly (readonly [string, string | number | null | undefined])[] = [
    ['og:site_name', 'Reelwright'],
    ['og:title', item?.title ?? 'Reelwright'],
    ['og:type', item ? 'video.other' : 'website'],
    ['og:url', address],
    ['og:image', item?.posterUrl],
    ['og:video', item?.filmUrl],
    ['og:video:type', item && 'video/mp4'],
    ['og:video:width', item?.width],
    ['og:video:height', item?.height],
    ['twitter:card', item?.posterUrl ? 'summary_large_image' : 'summary'],
  ];
  return tags
    .map(([property, content]) => (content == null ? '' : `<meta property="${property}" content="${escapedHtml(String(content))}" />`))
    .join('');
}
