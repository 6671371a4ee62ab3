import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wavHeader } from '../../audio/wav-header.ts';
import type { MusicProvider, MusicRequest, MusicResult } from '../music.provider.ts';
import type { ProviderCall } from '../provider.ts';
import { composition } from './bed-compositions.ts';
import { Loop } from './bed-loop.ts';

const SAMPLE_RATE = 48_000;

/**
 * Music without a key and without a licence: a bed of 20 to 40 s that is synthesised from the seed. The same request gives the same bytes.
 * Notes that last beyond the end continue at the beginning, so that it repeats without a seam.
 */
export class BedMusicProvider implements MusicProvider {
  readonly id = 'builtin';
  readonly revision = 'bed-1';

  async compose({ mood, seed }: MusicRequest, { workDir, signal, report }: ProviderCall): Promise<MusicResult> {
    const { seconds, notes, room } = composition(mood, seed);
    const loop = new Loop(seconds);
    for (const [index, note] of notes.entries()) {
      loop.add(note);
      if (index % NOTES_AT_ONCE === 0) await turn(signal);
      report((0.8 * index) / notes.length);
    }
    loop.addRoom(room);
    await turn(signal);
    const samples = loop.samples();
    const path = join(workDir, 'music.wav');
    await writeFile(path, [wavHeader(samples.length / 2, SAMPLE_RATE, 2), new Uint8Array(samples.buffer)], { signal });
    report(1);
    return { path, isLoop: true };
  }
}

/** Number of notes after which other work of the process is done; all notes take half a second. */
const NOTES_AT_ONCE = 8;

const turn = async (signal: AbortSignal): Promise<void> => {
  await new Promise(setImmediate);
  signal.throwIfAborted();
};
