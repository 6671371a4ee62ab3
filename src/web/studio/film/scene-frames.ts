import { useEffect, useRef, useState } from 'react';

/** Width of the pictures, in pixels. */
const WIDTH = 640;
/** Pictures that one page keeps at most. */
const MAX_FRAMES = 200;
/** Seconds of the stream that are loaded ahead: all of it, because nothing plays. */
const BUFFER_SECONDS = 600;
/** Milliseconds until a stream that could not be read is read again. */
const RETRY_MS = 3_000;

/**
 * Pictures of the scenes of a film that is being made, as URLs: one for each part of its stream, in the order of scenes. hls.js is loaded
 * only here, and only once the stream exists.
 */
export function useSceneFrames(streamUrl: string | null): readonly string[] {
  const [frames, setFrames] = useState<readonly string[]>([]);
  // The signature of the URL changes with each answer, and the stream does not.
  const newest = useRef('');
  useEffect(() => {
    newest.current = streamUrl ?? newest.current;
  }, [streamUrl]);
  const [exists, setExists] = useState(false);
  if (!exists && streamUrl !== null) setExists(true);

  useEffect(() => {
    if (!exists) return undefined;
    const stop = new AbortController();
    const made: string[] = [];
    void readScenes(
      () => newest.current,
      stop.signal,
      (picture) => {
        made.push(picture);
        setFrames([...made]);
      },
    );
    return () => {
      stop.abort();
      for (const picture of made) URL.revokeObjectURL(picture);
    };
  }, [exists]);
  return frames;
}

/**
 * Reads the stream until `signal`, and hands over a picture from the middle of the first segment of each scene. `url` returns the newest address
 * of the stream.
 */
async function readScenes(url: () => string, signal: AbortSignal, onPicture: (picture: string) => void): Promise<void> {
  const { default: Hls } = await import('hls.js/light');
  if (signal.aborted || !Hls.isSupported()) return;
  const video = document.createElement('video');
  video.muted = true;
  const hls = new Hls({ enableWorker: false, maxBufferLength: BUFFER_SECONDS, maxMaxBufferLength: BUFFER_SECONDS, startPosition: 0 });
  const seen = new Set<string>();
  const waiting: number[] = [];
  /** Where the next picture is taken. */
  let at: number | undefined;
  const next = (): void => {
    at = waiting.shift();
    if (at !== undefined) video.currentTime = at;
  };
  hls.on(Hls.Events.FRAG_BUFFERED, (_, { frag }) => {
    // The segments of a scene are ranges of one file.
    const file = new URL(frag.url).pathname;
    if (frag.type === 'main' && !seen.has(file) && seen.size < MAX_FRAMES) {
      seen.add(file);
      waiting.push(frag.start + frag.duration / 2);
    }
    if (at === undefined) next();
  });
  const take = async (): Promise<void> => {
    const picture = await pictureOf(video);
    if (picture !== undefined && !signal.aborted) onPicture(picture);
    next();
  };
  video.addEventListener('seeked', () => void take());
  const readAgain = (isRefused: boolean): void => {
    if (signal.aborted) return;
    // Nothing was read yet, or the address has expired. Another one replaces what was loaded, so a picture that was not taken yet waits again.
    if (!isRefused && hls.levels.length > 0) return hls.startLoad();
    if (at !== undefined) waiting.unshift(at);
    at = undefined;
    hls.loadSource(url());
  };
  hls.on(Hls.Events.ERROR, (_, { fatal, type, response }) => {
    if (!fatal) return;
    if (type !== Hls.ErrorTypes.NETWORK_ERROR) return hls.destroy();
    setTimeout(() => readAgain((response?.code ?? 0) >= 400), RETRY_MS);
  });
  signal.addEventListener('abort', () => hls.destroy());
  hls.loadSource(url());
  hls.attachMedia(video);
}

async function pictureOf(video: HTMLVideoElement): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * video.videoHeight) / (video.videoWidth || 1));
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.82));
  return blob ? URL.createObjectURL(blob) : undefined;
}
