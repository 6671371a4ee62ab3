import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** What a list without entries shows: why it is empty, and how to begin. */
export const Empty = ({ icon, title, children }: { readonly icon: IconName; readonly title: string; readonly children?: ReactNode }) => (
  <div className="empty">
    <Icon name={icon} size={44} />
    <h2>{title}</h2>
    {children}
  </div>
);
