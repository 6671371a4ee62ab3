import { describe, expect, it } from 'vitest';
import { headingOf, shortened } from '../../../../../src/platform/providers/builtin/headings.ts';

/** Narration, and the heading that it must have; undefined for none. */
const CASES: readonly (readonly [string, string, string | undefined])[] = [
  // A whole question.
  ['en', 'Every child asks it one day. Why is the sky blue? The answer is in the air.', 'Why is the sky blue?'],
  ['de', 'Warum ist der Himmel blau? Das fragen alle Kinder.', 'Warum ist der Himmel blau?'],
  ['zh', '为什么天空是蓝色的？阳光看起来是白色的。', '为什么天空是蓝色的？'],
  ['ar', 'لماذا السماء زرقاء؟ الجواب في الهواء.', 'لماذا السماء زرقاء؟'],
  ['el', 'Γιατί ο ουρανός είναι μπλε; Η απάντηση είναι στον αέρα.', 'Γιατί ο ουρανός είναι μπλε;'],
  ['es', '¿Por qué el cielo es azul? La respuesta está en el aire.', '¿Por qué el cielo es azul?'],
  ['ja', '空はなぜ青いのですか？空気が青い光を散らします。', '空はなぜ青いのですか？'],
  // A whole sentence of 48 columns at most.
  ['en', 'The sky is blue because of the air.', 'The sky is blue because of the air'],
  ['en', 'Sunlight meets countless tiny molecules when it enters the air of our planet. They scatter it.', 'They scatter it'],
  ['de', 'Ein Leuchtturm weist Schiffen den Weg.', 'Ein Leuchtturm weist Schiffen den Weg'],
  ['zh', '猫只需要一个纸箱。', '猫只需要一个纸箱'],
  ['hi', 'हवा नीली रोशनी को बिखेरती है।', 'हवा नीली रोशनी को बिखेरती है'],
  ['ru', 'Небо голубое. Воздух рассеивает синий свет во все стороны, потому что молекулы малы.', 'Небо голубое'],
  ['ko', '하늘은 왜 파란가? 공기가 파란 빛을 흩뜨립니다.', '하늘은 왜 파란가?'],
  // Rather one that stands alone than one that refers to what is not shown.
  ['en', 'It holds every colour. Sunlight looks white.', 'Sunlight looks white'],
  // A main clause from the beginning of a sentence.
  ['en', 'Sunlight looks white to us, but it holds every colour of the rainbow and more.', 'Sunlight looks white to us'],
  ['en', 'The first trains ran on steam; the tunnels were full of smoke and soot for decades.', 'The first trains ran on steam'],
  ['de', 'Das Licht der Sonne wirkt weiß, aber es enthält alle Farben des Regenbogens und noch mehr.', 'Das Licht der Sonne wirkt weiß'],
  ['zh', '空气分子把蓝光向各个方向散射，所以我们无论往哪里看都能看到蓝色的天空。', '空气分子把蓝光向各个方向散射'],
  // Without the colon of what follows.
  ['en', 'Install it first:', 'Install it first'],
  // None: what begins like a heading is a scrap.
  ['en', 'up from three in the year before,', undefined],
  ['en', 'When sunlight enters the air, it meets countless tiny molecules, which push it aside.', undefined],
  ['en', 'In the middle of the nineteenth century, London was the largest city of the whole world.', undefined],
  ['en', 'The lighthouse keeper of Brittany, a quiet man with a long beard, counts the steps of his tower.', undefined],
  ['en', 'Nobody, not even the keeper of the tower himself, knows how many ships have passed it by night.', undefined],
  ['en', 'Apples, pears and plums that fall from the trees in autumn feed the hedgehogs of the whole garden.', undefined],
  ['de', 'Wenn das Licht der Sonne in die Luft eintritt, trifft es auf unzählige winzige Moleküle der Luft.', undefined],
  ['zh', '当阳光穿过厚厚的大气层到达地面的时候，它会遇到数不清的微小空气分子。', undefined],
  ['zh', '在十九世纪中叶的伦敦，有一条世界上最早的地下铁路开始运送乘客。', undefined],
  ['ru', 'Солнечный свет встречает в воздухе бесчисленные молекулы, которые рассеивают его во все стороны.', undefined],
  ['en', 'Yes.', undefined],
];

describe('headingOf', () => {
  it.each(CASES)('%s: %s', (language, narration, expected) => {
    const heading = headingOf(narration, language);
    expect(heading?.text).toBe(expected);
    if (heading?.at !== undefined) expect(narration.startsWith(heading.text, heading.at)).toBe(true);
  });
});

it('shortens a title after a word', () => {
  expect(shortened('Why the sky is blue and not red', 'en', 20)).toBe('Why the sky is blue…');
  expect(shortened('Why?', 'en', 20)).toBe('Why?');
});
