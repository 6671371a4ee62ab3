import type { en as shared } from './en.ts';
import type { en as names } from '../names/en.ts';
import type { en as errors } from '../../../platform/messages/errors/en.ts';
import type { en as admin } from '../../admin/messages/en.ts';
import type { en as review } from '../../review/messages/en.ts';
import type { en as project } from '../../project/messages/en.ts';
import type { en as showcase } from '../../showcase/messages/en.ts';
import type { en as studio } from '../../studio/messages/en.ts';

/** Keys of the texts of all pages. Each page adds its English catalogue here. */
export type MessageKey =
  | keyof typeof shared
  | keyof typeof errors
  | keyof typeof names
  | keyof typeof admin
  | keyof typeof project
  | keyof typeof review
  | keyof typeof showcase
  | keyof typeof studio;
