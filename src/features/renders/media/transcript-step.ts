import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutSound } from '../../../platform/audio/sound-parts.ts';
import type { SoundPart } from '../../../platform/audio/sound-parts.ts';
import { wavHeader } from '../../../platform/audio/wav-header.ts';
import { LANGUAGES } from '../../../platform/catalogue/languages.ts';
import type { Origin } from '../../../platform/provenance/provenance.ts';
import type { TranscriptionResult } from '../../../platform/providers/transcription.provider.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { openStoredSound } from '../../assets/ingest/stored-media.service.ts';
import type { StepRun } from '../../jobs/steps/step-handler.ts';
import { planCues } from '../film/captions.ts';
import { captionsToWebVtt } from '../film/caption-files.ts';
import { callProvider } from '../steps/call-provider.ts';
import { getOrCreateArtifact } from '../steps/step-results.ts';
import type { FilmTools } from '../steps/step-results.ts';
import { phrasesOf } from './heard-phrases.ts';

/** Hz. Speech recognition models are trained on this rate, and ten minutes of it stay below their limit of 25 MB. */
const SAMPLE_RATE = 16_000;
const CUTTING = { sampleRate: SAMPLE_RATE, maxSeconds: 600, searchSeconds: 30 } as const;
/** Captions are planned as for a film of this size. */
const FRAME = { width: 1_920, height: 1_080, fps: 25 } as const;
/** Share of the progress until the sound is there. */
const DECODED = 0.1;

interface Recording {
  readonly asset: AssetRow;
  /** BCP 47; detected when null. */
  readonly language: string | null;
  readonly provider: string;
}

/** A part of the recording, written down; kept as an artifact, so that no part is paid for twice. */
interface HeardPart extends Pick<TranscriptionResult, 'language' | 'words' | 'segments'> {
  readonly origin: Origin;
}

/** The captions of a recording as WebVTT, without any when nobody speaks. */
export async function transcriptOf(
  run: StepRun,
  tools: FilmTools,
  { asset, language, provider }: Recording,
): Promise<{ readonly captions: string; readonly origin: Origin }> {
  const sound = join(run.workDir, 'sound.raw');
  await decode(run, tools, asset, sound);
  run.report(DECODED);
  const parts = await cutSound(sound, CUTTING);
  const heard: HeardPart[] = [];
  for (const [index, part] of parts.entries()) {
    heard.push(await hear(run, tools, { sound, part, index, language: language ?? heard[0]?.language ?? undefined, provider }));
    run.report(DECODED + ((1 - DECODED) * (index + 1)) / parts.length);
  }
  const spoken = language ?? heard[0]?.language ?? LANGUAGES.fallback;
  const phrases = heard.flatMap(({ words, segments }, index) => {
    const offsetMs = msOf(parts[index]?.from ?? 0);
    const said = words.length > 0 ? phrasesOf(words, spoken) : segments;
    return said.map(({ text, startMs, endMs }) => ({ text, startMs: startMs + offsetMs, endMs: endMs + offsetMs }));
  });
  const cues = planCues(phrases, { ...FRAME, language: spoken }, { durationMs: msOf(parts.at(-1)?.to ?? 0) });
  return { captions: captionsToWebVtt(cues), origin: joined(heard.map((one) => one.origin)) };
}

const msOf = (samples: number): number => (samples * 1_000) / SAMPLE_RATE;

/** The first sound of the file, as raw samples. */
async function decode(run: StepRun, { media, storage }: FilmTools, asset: AssetRow, output: string): Promise<void> {
  const { input, call } = await openStoredSound(storage, asset, run);
  await media.run(
    {
      inputs: [input],
      outputOptions: ['-map', '0:a:0', '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le'],
      output,
      threads: 1,
      timeoutMs: 600_000,
    },
    call,
  );
}

interface Hearing {
  readonly sound: string;
  readonly part: SoundPart;
  readonly index: number;
  readonly language: string | undefined;
  readonly provider: string;
}

async function hear(run: StepRun, tools: FilmTools, { sound, part, index, language, provider }: Hearing): Promise<HeardPart> {
  const transcription = await tools.providers.get('TRANSCRIPTION', provider);
  const inputs = { kind: 'heard', job: run.job.id, index, revision: transcription.revision };
  const { artifact } = await getOrCreateArtifact<{ heard: HeardPart }>(run, tools, inputs, async () => {
    const path = join(run.workDir, `part-${index}.wav`);
    await writePart(sound, part, path);
    const request = { path, durationMs: msOf(part.to - part.from), language, part: index };
    // The provider reports nothing: the parts are the progress.
    const call = { ...run, report: () => undefined };
    const {
      language: spoken,
      words,
      segments,
      origin,
    } = await callProvider(call, 'TRANSCRIPTION', transcription, (made) => transcription.transcribe(request, made));
    const heard = { language: spoken, words, segments, origin };
    const file = join(run.workDir, `part-${index}.json`);
    await writeFile(file, JSON.stringify(heard));
    return { path: file, contentType: 'application/json', metadata: { heard } };
  });
  return artifact.metadata.heard;
}

async function writePart(sound: string, { from, to }: SoundPart, path: string): Promise<void> {
  const file = await open(sound);
  try {
    const bytes = Buffer.alloc((to - from) * 2);
    await file.read(bytes, 0, bytes.length, from * 2);
    await writeFile(path, [wavHeader(to - from, SAMPLE_RATE), bytes]);
  } finally {
    await file.close();
  }
}

/** One origin for all parts, with what they cost together. */
function joined(origins: readonly Origin[]): Origin {
  const [first] = origins;
  if (!first) throw new Error('a recording has at least one part');
  const costs = origins.flatMap(({ cost }) => cost ?? []);
  const [cost] = costs;
  return { ...first, cost: cost ? { ...cost, amount: costs.reduce((sum, { amount }) => sum + amount, 0) } : null };
}
