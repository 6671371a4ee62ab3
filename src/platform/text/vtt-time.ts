/** A time in WebVTT's format `HH:MM:SS.mmm`; hours may have more than two digits. */
export function vttTime(ms: number): string {
  const whole = Math.round(ms);
  const part = (divisor: number, modulus: number, digits: number): string =>
    String(Math.floor(whole / divisor) % modulus).padStart(digits, '0');
  return `${part(3_600_000, Infinity, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}
