import { StreamService } from '../../features/renders/deliveries/stream/stream.service.ts';
import { StreamTokens } from '../../features/renders/deliveries/stream/stream-token.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { Config } from '../config.ts';

/** Streams of films, and the tokens in their addresses. */
export function openStreams(storage: Storage, config: Pick<Config, 'jwtSecret' | 'jwtSecretPrevious' | 'publicUrl'>) {
  const streamTokens = new StreamTokens(config.jwtSecret, config.jwtSecretPrevious);
  return { streamTokens, streams: new StreamService(storage, streamTokens, config.publicUrl) };
}
