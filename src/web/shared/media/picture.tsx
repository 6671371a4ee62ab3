import type { ImgHTMLAttributes } from 'react';
import { useLastingUrl } from './lasting-url.ts';

interface PictureProps extends Pick<ImgHTMLAttributes<HTMLImageElement>, 'className' | 'draggable'> {
  readonly src: string;
  readonly alt: string;
}

/** A picture with a signed link, loaded once it is near the window. */
export function Picture({ src, alt, ...rest }: PictureProps) {
  const { url, onError } = useLastingUrl(src);
  return <img {...rest} src={url ?? undefined} alt={alt} loading="lazy" onError={onError} />;
}
