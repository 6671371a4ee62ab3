import type { en } from './en.ts';

/** Chinese texts in simplified characters. */
export const zh: Readonly<Record<keyof typeof en, string>> = {
  'showcase.title': '作品展示',
  'showcase.lead': '在这里制作的影片。',
  'showcase.empty': '尚无展示内容',
  'showcase.emptyHint': '管理员会挑选工作区允许展示的影片。',
  'showcase.synthetic': '由 AI 制作',
};
