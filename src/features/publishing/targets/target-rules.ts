import type { PublishTargetName } from '../channels/channel.states.ts';
import { bucketRules } from './bucket/bucket-rules.ts';
import type { TargetRules } from './publish-target.ts';
import { youtubeRules } from './youtube/youtube-rules.ts';

/** The rules of every target. */
export const TARGET_RULES: Readonly<Record<PublishTargetName, TargetRules>> = { YOUTUBE: youtubeRules, BUCKET: bucketRules };
