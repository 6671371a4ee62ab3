interface PartOptions {
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly signal: AbortSignal;
  /** Bytes that were sent so far; fetch reports none. */
  readonly onProgress: (bytes: number) => void;
}

/** Sends one part of a file to its signed URL. @throws Error when the store does not accept it */
export function sendPart(part: Blob, { url, headers, signal, onProgress }: PartOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const failed = (): void => reject(new Error(`part answered ${request.status}`));
    request.open('PUT', url);
    for (const { name, value } of headers) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () => {
      if (request.status >= 300) return failed();
      onProgress(part.size);
      resolve();
    });
    for (const event of ['error', 'abort', 'timeout']) request.addEventListener(event, failed);
    signal.addEventListener('abort', () => request.abort());
    request.send(part);
  });
}
