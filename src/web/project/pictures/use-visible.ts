import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Whether an element is in the window, or about to be. */
export function useVisible(element: RefObject<HTMLElement | null>): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setVisible(entry?.isIntersecting ?? false), { rootMargin: '150px' });
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isVisible;
}
