/** Models that their makers switch off, by cloud, with the day (UTC). As read in November 2026; see docs/providers.md. */
const RETIREMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openai: {
    'gpt-image-1': '2026-10-23',
    'gpt-image-1-mini': '2026-12-01',
    'gpt-image-1.5': '2026-12-01',
    'chatgpt-image-latest': '2026-12-01',
    'tts-1': '2027-01-06',
    'tts-1-hd': '2027-01-06',
    'gpt-4o-mini-tts': '2027-01-06',
  },
  gemini: {
    'gemini-2.0-flash': '2026-06-01',
    'gemini-2.0-flash-lite': '2026-06-01',
    'gemini-2.5-flash-image': '2026-10-02',
    'gemini-2.5-flash-preview-tts': '2026-12-18',
    'gemini-2.5-pro-preview-tts': '2026-12-18',
    'gemini-3.1-flash-tts-preview': '2026-12-18',
  },
};

/** Whether the maker has switched the model off by then; false for models that nothing is known of. */
export function isRetired(cloud: string, model: string | undefined, at: Date): boolean {
  if (model === undefined) return false;
  const day = retirementOf(cloud, model);
  return day !== undefined && at.toISOString().slice(0, 10) >= day;
}

/** The day (UTC) on which the maker switches the model off; undefined where nothing is known. */
export const retirementOf = (cloud: string, model: string): string | undefined => RETIREMENTS[cloud]?.[model];
