const set = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that are not nouns and end a noun phrase: prepositions, articles, pronouns, auxiliaries. */
const FUNCTION_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: set(`a about above after again ago all also am an any are as at away be because been before being below between both but by can could did do does down during each
    either every few for from had has have he her here him his how if in into is it its just less many may me might more most must my near never no nor not now of off on
    once one only onto or other our out over per she should since so some such than that the their them then there these they this those through to too under until up
    upon us very was we were what when where which while who whose why will with within without would year years yet you your times later long`),
  de: set(`aber alle als am an auf aus bei beim bis da das dass dem den der des die diese dieser durch ein eine einem einen einer eines er es für hat haben ihr im in ins ist
    je jede jeden jeder jedes kann lang mal mehr mit nach nicht noch nur ob oder ohne pro sehr sein seine seit sich sie sind so über um und uns unter vom von vor wann war waren
    was weil wenn wer wie wir wird wo zu zum zur zwischen Jahre Jahren Jahr`),
  fr: set(
    `à a ans au aux avec ce ces dans de des du elle en est et il ils la le les leur mais ne ou où par pas plus pour que qui sa sans se ses son sont sous sur un une`,
  ),
  es: set(`a al años con de del desde el en entre es esta este la las lo los más no o para pero por que se sin sobre son su sus un una y`),
  it: set(`a al alla anni che con da dal dei del della di e è gli i il in la le lo ma nel non o per più se si sono su sul tra un una`),
  pt: set(`a anos ao as com da das de do dos e é em entre mais mas na não no o os ou para pela pelo por que se sem são sobre sua um uma`),
  nl: set(
    `aan als bij dan dat de der die dit door een en er het hij hun in is jaar je maar met na naar niet of om onder op over per te tot uit van voor was wat wie zij zijn zo`,
  ),
};
const NONE: ReadonlySet<string> = new Set();

export const isFunctionWord = (word: string, base: string): boolean => {
  const words = FUNCTION_WORDS[base] ?? NONE;
  return words.has(word) || words.has(word.toLowerCase());
};
