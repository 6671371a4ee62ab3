import { badInput } from '../../../kernel/errors.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import { MAX_CATEGORY_LENGTH } from '../showcase.service.ts';

const MAX_TITLE_LENGTH = 200;

/** The title without spaces around it. @throws ReelwrightError BAD_USER_INPUT */
export function checkedTitle(path: string, title: string): string {
  const fault = textFault(title, { max: MAX_TITLE_LENGTH });
  if (fault !== undefined) throw badInput(path, fault);
  return title.trim();
}

/** The category without spaces around it, or null. @throws ReelwrightError BAD_USER_INPUT */
export function checkedCategory(path: string, category: string | null | undefined): string | null {
  if (category == null) return null;
  const fault = textFault(category, { max: MAX_CATEGORY_LENGTH });
  if (fault !== undefined) throw badInput(path, fault);
  return category.trim();
}

/** Checks that a publish window is not empty. @throws ReelwrightError BAD_USER_INPUT */
export function assertWindow(from: Date | null | undefined, until: Date | null | undefined): void {
  if (from && until && until <= from) throw badInput('input.publishUntil', 'Must be later than publishFrom.');
}
