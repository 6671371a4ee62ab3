import { expect, it } from 'vitest';
import { sentences } from '../../../../src/platform/text/sentences.ts';

/** Sentences are separated by a bar. */
const CASES: readonly (readonly [language: string, text: string])[] = [
  ['en', 'Why is the sky blue? | It is the air. | Really!'],
  ['en', 'Visit example.com today. | Then write to me@example.com.'],
  ['en', 'See https://example.com/a.html?x=1. | It helps.'],
  ['en', 'It weighs 3.5 kg. | It costs $3.50. | Done.'],
  ['en', 'Version 1.2.3 is out. | Version 2.0 follows.'],
  ['en', 'Dr. Smith met J. R. Jones of the U.S. Navy. | They left.'],
  ['en', 'Mr. and Mrs. Jones, Prof. Miller et al. came.'],
  ['en', 'He came at 3 p.m. on Jan. 5, e.g. by ship.'],
  ['en', 'They sell tea, coffee, etc. | Then they close.'],
  ['en', 'It opens at 9 a.m. | Come early.'],
  ['en', 'She lives in the U.S. | He lives in France.'],
  ['en', 'He works for Acme Inc. | She works for Bolt Ltd. and others.'],
  ['en', '“Really?” she asked. | “Yes!” | He left.'],
  ['en', '"Stop!" he cried. | "Why?"'],
  ['en', 'Wait… what? | Well... maybe. | He left... | Then silence.'],
  ['en', '1. One thing. | 2. Another thing.'],
  ['en', 'It was (see Fig. 3) late. | So we slept.'],
  ['en', 'No. 5 is alive. | That is no. | Fine.'],
  ['en', 'You and I. | We go.'],
  ['de', 'Am 3. Oktober feiern wir z. B. den Tag der Einheit. | Danach nicht.'],
  ['de', 'Prof. Dr. Müller kam ca. um 10.30 Uhr, d. h. spät. | Er ging.'],
  ['de', 'Im 19. Jahrhundert lebte Ludwig XIV. nicht mehr. | Er starb 1715.'],
  ['de', '„Wirklich?“, fragte sie. | „Ja!“ | Er ging.'],
  ['de', 'Das kostet 3,50 € bzw. 4 €. | Mehr nicht.'],
  ['de', 'Es gibt Äpfel, Birnen usw. | Das genügt.'],
  ['de', 'Das war 44 v. Chr. | Rom war groß.'],
  ['de', 'Die 2. Auflage kam am 24.12. heraus. | Sie war gut.'],
  ['zh', '为什么天空是蓝色的？| 阳光是白色的。| 其实不是！'],
  ['zh', '“真的吗？”她问。| “是的！”'],
  ['zh', '他跑了3.5公里。| 请看www.example.com。'],
  ['fr', 'M. Dupont et Mme Martin sont là, p. ex. ici. | C’est tout.'],
  ['es', '¿Por qué? | ¡Porque sí! | El Sr. López vive en EE. UU. y escribe.'],
  ['it', 'Il Sig. Rossi abita qui. | Il Dott. Bianchi no.'],
  ['pl', 'Mieszka tu prof. Nowak, np. dziś. | Jutro nie.'],
  ['ru', 'Это проф. Иванов, т. е. мой сосед. | Он ушёл.'],
  ['el', 'Ο κ. Παπαδόπουλος είναι εδώ. | Γιατί; | Έτσι.'],
  ['hi', 'यह डॉ. शर्मा हैं। | वे चले गए।'],
  ['ar', 'هل السماء زرقاء؟ | نعم. | انتهى.'],
  ['ko', '하늘은 파랗다. | 왜 그럴까?'],
  ['nl', 'Dhr. Jansen komt bijv. morgen. | Dan niet.'],
];

it.each(CASES)('in %s ends sentences where people do: %s', (language, text) => {
  const expected = text.split('|').map((sentence) => sentence.trim());
  const isChinese = language === 'zh';
  expect(sentences(expected.join(isChinese ? '' : ' '), language)).toEqual(expected);
});
