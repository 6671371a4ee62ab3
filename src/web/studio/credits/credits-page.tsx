import { useText } from '../../shared/messages/text.ts';

export function CreditsPage() {
  const say = useText();
  return <h1>{say('studio.title')}</h1>;
}
