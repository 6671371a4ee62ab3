import { ICON_PATHS } from './icon-paths.ts';

export type IconName = keyof typeof ICON_PATHS;

/** A picture beside a text, which screen readers skip. */
export const Icon = ({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) => (
  <svg className="icon" viewBox="0 0 256 256" width={size} height={size} fill="currentColor" aria-hidden="true">
    <path d={ICON_PATHS[name]} />
  </svg>
);
