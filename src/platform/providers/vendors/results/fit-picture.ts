import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Media, MediaCall } from '../../../media/media.ts';
import type { VisualRequest } from '../../visual.provider.ts';
import { garbage } from '../vendor-failures.ts';
import { undecodable } from './undecodable.ts';

const LIMITS = { cpuSeconds: 120, memoryBytes: 2 * 1024 ** 3 } as const;
const MAX_PIXELS = 8_192 * 8_192;

/** ffmpeg's demuxer and decoder, by the first bytes. The vendor's media type is ignored. */
function formatOf(bytes: Buffer): { readonly format: string; readonly decoder: string } | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return { format: 'png_pipe', decoder: 'png' };
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { format: 'jpeg_pipe', decoder: 'mjpeg' };
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
    return { format: 'webp_pipe', decoder: 'webp' };
  return undefined;
}

/**
 * Makes a PNG of exactly the frame's size from a vendor's picture, which covers the frame and is cut. Only the pixels of the file are kept
 * (ComfyUI stores its workflow in the file). @throws Failure GARBAGE
 */
export async function fitPicture(
  media: Media,
  vendor: string,
  { bytes, frame }: { readonly bytes: Buffer; readonly frame: Pick<VisualRequest, 'width' | 'height' | 'position'> },
  { workDir, signal }: MediaCall,
): Promise<string> {
  const known = formatOf(bytes);
  if (!known) throw garbage(vendor, 'no picture in a known format');
  const [input, output] = [join(workDir, 'made'), join(workDir, `picture-${frame.position}.png`)];
  await writeFile(input, bytes, { signal });
  const size = `${frame.width}:${frame.height}`;
  const command = {
    inputs: [{ path: input, format: known.format, guard: { decoders: [known.decoder], maxPixels: MAX_PIXELS, maxStreams: 1 } }],
    filterGraph: `[0:v:0]scale=${size}:force_original_aspect_ratio=increase:flags=lanczos,crop=${size},setsar=1,format=rgb24[still]`,
    outputOptions: ['-map', '[still]', '-frames:v', '1', '-map_metadata', '-1', '-bitexact', '-c:v', 'png', '-f', 'image2', '-update', '1'],
    output,
    threads: 1,
    timeoutMs: 120_000,
  };
  await media.run(command, { workDir, signal, limits: LIMITS }).catch(undecodable(vendor, 'a picture'));
  return output;
}
