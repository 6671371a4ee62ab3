/**
 * The `ref` of an element that has the focus when it appears: at once, or when the browser opens the dialog around it. React does not write
 * the attribute that browsers read then.
 */
export function takeFocus(element: HTMLElement | null): void {
  element?.setAttribute('autofocus', '');
  element?.focus();
}
