import type { PlannedSound } from '../clips/clip-sounds.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { CUT_FADE_MS } from '../film/sound/clip-sound.ts';
import { SAMPLE_RATE } from '../film/timeline.ts';
import type { Timeline } from '../film/timeline.ts';
import { hardlyMore } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';
import { clipOverlayOf, overlayClip } from './overlay-clip.ts';
import { overlayTimes } from './overlay-times.ts';

/** The own sounds of the clips over the scenes: each is heard as long as its picture is shown, and fades with it. */
export async function overlaySounds(run: PartRun, tools: FilmTools, spec: FilmSpec, timeline: Timeline): Promise<PlannedSound[]> {
  const { overlays = [], fps } = spec;
  const times = overlayTimes(overlays, { fps, frames: timeline.frames, sceneStarts: timeline.scenes.map(({ firstFrame }) => firstFrame) });
  const samplesPerFrame = SAMPLE_RATE / fps;
  const fade = (ms: number): number => (Math.max(CUT_FADE_MS, ms) * SAMPLE_RATE) / 1_000;
  const sounds: PlannedSound[] = [];
  const report = hardlyMore(run.report);
  for (const [index, overlay] of overlays.entries()) {
    const shown = clipOverlayOf(overlay, index, spec);
    const { from, to: until } = times[index] ?? { from: Infinity, to: Infinity };
    const needed = Math.min(until, timeline.frames) - from;
    if (shown?.clip.gainDb === undefined || !(needed > 0)) continue;
    const { clip } = shown;
    const { frames } = (await overlayClip({ ...run, report }, tools, spec, shown)).artifact.metadata;
    sounds.push({
      ...{ clip, tempo: clip.speed, gainDb: clip.gainDb ?? 0, fadeIn: fade(overlay.fadeInMs), fadeOut: fade(overlay.fadeOutMs) },
      ...{ at: from * samplesPerFrame, from: from * samplesPerFrame, to: (from + needed) * samplesPerFrame },
      period: frames < needed && clip.shortClip === 'LOOP' ? frames * samplesPerFrame : undefined,
      seconds: Math.ceil(Math.min(frames, needed) / fps),
    });
  }
  return sounds;
}
