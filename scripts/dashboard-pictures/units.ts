/** Text of a value in a unit of Grafana's panels. */
export function withUnit(value: number, unit: string): string {
  if (unit === 's') return value >= 1 || value === 0 ? `${digits(value)} s` : `${digits(value * 1_000)} ms`;
  if (unit === 'bytes') return `${prefixed(value)}B`;
  if (unit === 'Bps') return `${prefixed(value)}B/s`;
  if (unit === 'ops' || unit === 'reqps') return `${digits(value)}/s`;
  if (unit === 'currencyUSD') return `$${digits(value)}`;
  return digits(value);
}

/** 0, and steps of 1, 2 or 5 times a power of ten up to the first one that is not below the maximum: four at most. */
export function ticksUpTo(maximum: number): readonly number[] {
  if (maximum <= 0) return [0, 1];
  const rough = maximum / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(maximum / step - 1e-9) + 1 }, (_, index) => index * step);
}

const digits = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: 3, useGrouping: Math.abs(value) >= 10_000 });

const PREFIXES = ['', 'k', 'M', 'G', 'T'] as const;

function prefixed(value: number): string {
  const power = Math.max(0, Math.min(PREFIXES.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${digits(value / 1_000 ** power)} ${PREFIXES[power]}`;
}
