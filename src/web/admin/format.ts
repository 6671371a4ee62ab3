import { language } from '../shared/messages/text.ts';
import { useStore } from '../shared/state/store.ts';

interface Format {
  readonly number: (value: number) => string;
  readonly time: (iso: string) => string;
  /** How long ago, in the largest unit that fits. */
  readonly ago: (iso: string, now?: string) => string;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Numbers and times in the language of the page. */
export function useFormat(): Format {
  const locale = useStore(language);
  return {
    number: (value) => value.toLocaleString(locale),
    time: (iso) => new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    ago: (iso, now) => {
      const seconds = Math.max(0, Math.round(((now === undefined ? Date.now() : Date.parse(now)) - Date.parse(iso)) / 1_000));
      const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS[3];
      return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(-Math.floor(seconds / size), unit);
    },
  };
}
