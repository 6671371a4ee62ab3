import { useEffect, useState } from 'react';

/** Width of the pictures, in pixels. */
const WIDTH = 640;
/** Pictures that one page keeps at most. */
const MAX_FRAMES = 200;

interface Part {
  /** Seconds in the film. */
  readonly at: number;
}

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
    void import('hls.js/light').then(({ default: Hls }) => {
      if (stop.signal.aborted || !Hls.isSupported()) return;
      const video = document.createElement('video');
      video.muted = true;
      const hls = new Hls({ enableWorker: false, maxBufferLength: 600, maxMaxBufferLength: 600, startPosition: 0, autoStartLoad: true });
      const waiting: Part[] = [];
      const seen = new Set<string>();
      let busy = false;
      const next = (): void => {
        const part = waiting.shift();
        busy = part !== undefined;
        if (part) video.currentTime = part.at;
      };
      hls.on(Hls.Events.FRAG_BUFFERED, (_, { frag }) => {
        // The segments of a scene are ranges of one file.
        const file = new URL(frag.url).pathname;
        if (frag.type !== 'main' || seen.has(file) || seen.size >= MAX_FRAMES) return;
        seen.add(file);
        waiting.push({ at: frag.start + frag.duration / 2 });
        if (!busy) next();
      });
      video.addEventListener('seeked', () => {
        void pictureOf(video).then((picture) => {
          if (picture && !stop.signal.aborted) setFrames((before) => [...before, picture]);
          next();
        });
      });
      hls.on(Hls.Events.ERROR, (_, { fatal }) => fatal && hls.destroy());
      stop.signal.addEventListener('abort', () => hls.destroy());
      hls.loadSource(url);
      hls.attachMedia(video);
    });
    return () => stop.abort();
  }, [url]);
  useEffect(() => () => setFrames((before) => (before.forEach((frame) => URL.revokeObjectURL(frame)), [])), []);
  return frames;
}

async function pictureOf(video: HTMLVideoElement): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * video.videoHeight) / (video.videoWidth || 1));
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.82));
  return blob ? URL.createObjectURL(blob) : undefined;
}
