import { useText } from '../shared/messages/text.ts';

export function ShowcasePage() {
  const say = useText();
  return <h1>{say('showcase.title')}</h1>;
}
