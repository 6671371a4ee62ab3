import { useEffect, useState } from 'react';

/** Width of the pictures, in pixels. */
const WIDTH = 640;
/** Pictures that one page keeps at most. */
const MAX_FRAMES = 200;
/** Seconds of the stream that are loaded ahead: all of it, because nothing plays. */
const BUFFER_SECONDS = 600;

/**
 * Pictures of the scenes of a film that is being made, as URLs: one for each part of its stream, in the order of scenes. hls.js is loaded
 * only here, and only once the stream exists.
 */
export function useSceneFrames(streamUrl: string | null): readonly string[] {
  const [frames, setFrames] = useState<readonly string[]>([]);
  // The signature of the URL changes with each answer, and the stream does not.
  const [url, setUrl] = useState<string>();
  if (url === undefined && streamUrl !== null) setUrl(streamUrl);

  useEffect(() => {
    if (url === undefined) return undefined;
    const stop = new AbortController();
    const made: string[] = [];
    void readScenes(url, stop.signal, (picture) => {
      made.push(picture);
      setFrames([...made]);
    });
    return () => {
      stop.abort();
      for (const picture of made) URL.revokeObjectURL(picture);
    };
  }, [url]);
  return frames;
}

/** Reads the stream until `signal`, and hands over a picture from the middle of the first segment of each scene. */
async function readScenes(url: string, signal: AbortSignal, onPicture: (picture: string) => void): Promise<void> {
  const { default: Hls } = await import('hls.js/light');
  if (signal.aborted || !Hls.isSupported()) return;
  const video = document.createElement('video');
  video.muted = true;
  const hls = new Hls({ enableWorker: false, maxBufferLength: BUFFER_SECONDS, maxMaxBufferLength: BUFFER_SECONDS, startPosition: 0 });
  const seen = new Set<string>();
  const waiting: number[] = [];
  let isBusy = false;
  const next = (): void => {
    const at = waiting.shift();
    isBusy = at !== undefined;
    if (at !== undefined) video.currentTime = at;
  };
  hls.on(Hls.Events.FRAG_BUFFERED, (_, { frag }) => {
    // The segments of a scene are ranges of one file.
    const file = new URL(frag.url).pathname;
    if (frag.type !== 'main' || seen.has(file) || seen.size >= MAX_FRAMES) return;
    seen.add(file);
    waiting.push(frag.start + frag.duration / 2);
    if (!isBusy) next();
  });
  const take = async (): Promise<void> => {
    const picture = await pictureOf(video);
    if (picture !== undefined && !signal.aborted) onPicture(picture);
    next();
  };
  video.addEventListener('seeked', () => void take());
  hls.on(Hls.Events.ERROR, (_, { fatal }) => fatal && hls.destroy());
  signal.addEventListener('abort', () => hls.destroy());
  hls.loadSource(url);
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
