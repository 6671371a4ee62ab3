import { baseLanguage } from '../catalogue/languages.ts';
import { proseOf } from './markdown.ts';
import { sentences } from './sentences.ts';

/** Patterns for requests to write or film something in a language. Each is matched against one sentence. */
interface Requests {
  /** A request for a film or a text, whatever follows: `Create a video about bees.` */
  readonly strong: RegExp;
  /** A request to explain something, which may also be an appeal to the audience: `Compare prices.` */
  readonly weak: RegExp;
  /** Words to the audience: a weak request that contains them does not count. */
  readonly audience: RegExp;
  /** Instructions how to do it: `Use simple words.`, `Tone: calm.` */
  readonly manner: RegExp;
}

const ENGLISH_WORKS =
  '(?:videos?|films?|clips?|movies?|story|stories|scripts?|shorts?|reels?|ads?|adverts?|advertisements?|commercials?|trailers?|presentations?|tutorials?|documentar(?:y|ies)|poems?|essays?|articles?|narrations?|voice-?overs?|scenes?|slideshows?|explainers?|summar(?:y|ies)|speech|podcasts?|lessons?|overview|introduction)';
const ENGLISH_POLITE =
  "(?:please\\s+|(?:can|could|would|will) you (?:please )?|i(?: would|'d|’d) like you to |i (?:want|need) you to |help me (?:to )?|let['’]?s |act as [^.]*? and )?";
const ENGLISH: Requests = {
  strong: new RegExp(
    [
      `^${ENGLISH_POLITE}(?:write|create|make|generate|produce|compose|draft|craft|develop|design|film|animate|narrate|prepare|tell|give)\\b(?: (?:me|us))?(?! (?:my|your)\\b)(?: [\\w’'-]+){0,5}? ${ENGLISH_WORKS}\\b`,
      `^i (?:want|need)(?: to (?:make|have))? (?:a|an|some) (?:[\\w’'-]+ ){0,4}?${ENGLISH_WORKS}\\b`,
      `^i(?: would|'d|’d) like (?:a|an|some) (?:[\\w’'-]+ ){0,4}?${ENGLISH_WORKS}\\b`,
      '^(?:please |can you |could you )?(?:tell|show|give|teach) (?:me|us)\\b',
      `^(?!(?:the|my|our|this|that|in|he|she|they|we|i)\\b)(?:an? |one )?(?:[\\w’'-]+ ){0,4}?(?:video|film|clip|documentary|explainer|trailer|short)(?: video| film)? (?:about|on|for|explaining|showing|that explains)\\b(?!.*\\b(?:is|are|was|were|won|has|have)\\b)`,
      "^you are (?:a|an) (?:[\\w’'-]+ )?(?:scriptwriter|screenwriter|writer|narrator|teacher|director|expert|assistant|filmmaker)\\b",
      `^(?:please )?(?:turn|convert|make) (?:this|it|the following)[\\w ]* into (?:a|an) (?:[\\w’'-]+ )?${ENGLISH_WORKS}\\b`,
      '^(?:please )?(?:write|tell) (?:me |us )?(?:about|on)\\b',
    ].join('|'),
    'i',
  ),
  weak: new RegExp(
    `^${ENGLISH_POLITE}(?:explain|describe|summari[sz]e|discuss|outline|introduce|compare|teach|promote|advertise|illustrate|present|show|analy[sz]e)\\b(?! (?:is|yourself|kindness|up|off)\\b)`,
    'i',
  ),
  audience: /\b(?:your|yourself|yours)\b|\bbefore you\b|\byou (?:will|can|should|buy|save)\b|^show (?!how\b|the\b|what\b|why\b)/i,
  manner:
    /^(?:please )?(?:use|keep|include|avoid|mention|focus|start with|begin with|end with|add|limit|do not use|don['’]t use|make it|make sure)\b|\b(?:tone|style|target audience|audience|narrator|voice-?over|length)\b|\b(?:in simple (?:terms|words|language)|for (?:kids|children|beginners)|to (?:kids|children|beginners)|(?:\d+|one|two|three|thirty|sixty)[- ](?:seconds?|minutes?))\b/i,
};

const GERMAN_WORKS =
  '(?:\\p{L}*(?:videos?|films?|filme|clips?|spots?|szenen?|skripts?|drehbuch|trailers?|gedichts?|aufsatz|artikels?|vortrag|präsentation|dokumentation|geschichten?|rede|zusammenfassung|überblick|einführung))';
const GERMAN_POLITE = '(?:bitte\\s+)?';
const GERMAN: Requests = {
  strong: new RegExp(
    [
      `^${GERMAN_POLITE}(?:schreib|schreibe|erstell|erstelle|mach|mache|produziere|generiere|verfasse|entwirf|drehe?|erzähl|erzähle|gestalte|schreiben sie|erstellen sie|machen sie)(?!\\p{L})(?: mir| uns| bitte)*(?: (?!dein|mein)[\\p{L}\\d-]+){0,4}? ${GERMAN_WORKS}(?!\\p{L})`,
      `^(?:kannst|könntest|können|könnten|würdest|würden) (?:du|sie)(?= ).*(?:erklären|beschreiben|schreiben|erstellen|machen|erzählen|zusammenfassen|produzieren|vorstellen|zeigen)\\?$`,
      `^ich (?:möchte|brauche|will|hätte gerne?|wünsche mir) (?:gerne? )?(?:ein|eine|einen) (?:[\\p{L}\\d-]+ ){0,3}?${GERMAN_WORKS}(?!\\p{L})`,
      '^(?:bitte )?(?:erzähle?|erkläre?|zeige?|gib|beschreibe?) (?:mir|uns)(?!\\p{L})',
      `^(?:ein|eine|einen|kurzer|kurzes|kurze)?\\s?(?:[\\p{L}\\d-]+ ){0,2}?${GERMAN_WORKS} (?:über|zum thema|von|für|mit)(?!\\p{L})(?!.*(?<!\\p{L})(?:ist|sind|war|waren|gewann|hat|haben|handelt)(?!\\p{L}))`,
      '^(?:du bist|sie sind) (?:ein |eine )?(?:drehbuchautor|autor|texter|erzähler|lehrer|regisseur|experte)(?:in)?(?!\\p{L})',
      '^(?!.*[,:]).{3,80} (?:für|von|über) .{2,60} (?:erklären|beschreiben|erstellen|zusammenfassen)[.!]?$',
    ].join('|'),
    'iu',
  ),
  weak: new RegExp(
    `^${GERMAN_POLITE}(?:erklär|erkläre|erklären sie|beschreib|beschreibe|beschreiben sie|fasse|fass|stelle|stell|vergleiche|zeige|diskutiere|skizziere|bewirb|präsentiere)(?!\\p{L})`,
    'iu',
  ),
  audience: /(?<!\p{L})(?:dein\p{L}*|dir|dich|bevor du|du (?:sparst|kannst|wirst))(?!\p{L})|^zeige? (?!wie|die|den|das|warum)/iu,
  manner:
    /^(?:bitte )?(?:benutze?|verwende?|nutze|halte|achte|füge|beginne|ende|erwähne|vermeide|sprich)(?!\p{L})|(?<!\p{L})(?:ton(?:fall)?|stil|zielgruppe|länge|dauer|kindgerecht|sekunden|in einfacher sprache|einfachen? worte?n?)(?!\p{L})|(?<!\p{L})(?:kindern?|anfängern?)(?!\p{L})/iu,
};

const CHINESE_WORKS = '(?:视频|短片|影片|电影|动画|宣传片|广告|纪录片|教程|脚本|文案|故事|旁白|解说|诗|文章|演讲|作文)';
const CHINESE: Requests = {
  strong: new RegExp(
    [
      `^(?:请|麻烦|你能|可以|能否|能不能)?(?:帮我|给我|为我|帮忙)?(?:写|创作|制作|做|生成|拍|编写|设计|讲述|讲)(?:一|几|[二三四五六七八九十\\d]|关于|段|个|部|首)[^。！？]{0,30}?${CHINESE_WORKS}`,
      `^(?:请)?(?:帮我|给我|为我)(?:写|做|讲|介绍|解释|说明|制作|生成|拍|设计)`,
      `^(?:请)(?:解释|说明|介绍|描述|概括|总结|讲讲|讲解|写(?!下)|制作|生成|创作|给[^。]{1,6}讲)`,
      `^我(?:想要|需要|要)(?:一|个)[^。！？]{0,20}?${CHINESE_WORKS}`,
      '^(?:你能|你可以|能否|可以)(?:帮我|给我)?(?:解释|说明|介绍|描述|写|制作|做|讲)',
      `^(?:一个|一部|一段|一分钟的|\\d+秒的)?(?:关于)[^。！？，]{1,20}的[^。！？，]{0,6}${CHINESE_WORKS}$`,
      `^[^。！？，]{0,8}(?:短视频|视频|短片|影片)，(?:主题|内容|时长|风格)`,
      '^你是一?(?:名|个|位)(?:编剧|作家|老师|导演|专家|助手)',
      `^用[^。！？，]{1,12}(?:语气|语言|风格|口吻|话)(?:讲述|解释|说明|介绍|描述|写)`,
      `^(?:介绍|解释|说明|讲解|描述)一下`,
      `^向[^。！？，]{1,8}(?:解释|说明|介绍|讲解)`,
    ].join('|'),
    'u',
  ),
  weak: /^(?:解释|说明(?!书)|介绍(?!信)|描述|总结|概括|比较(?!是)|讲述|讲解)/u,
  audience: /你的|您的/u,
  manner: /^用|^请用|语气|风格|口吻|面向|受众|时长|秒|分钟|简单的(?:话|语言)/u,
};

const REQUESTS: Readonly<Record<string, Requests>> = { en: ENGLISH, de: GERMAN, zh: CHINESE };
/** Characters of a prompt that are examined. */
const MAX_LENGTH = 4_000;
/** Maximum sentences after a weak request without instructions; with more, it is the start of a text. */
const MAX_TEXT_AFTER = 1;

/**
 * Whether a prompt asks somebody to write or to film, instead of being the text to read out: `Explain photosynthesis to children. Use
 * simple words.` Decided by rules for English, German and Chinese; prompts in other languages count as texts.
 */
export function isInstruction(prompt: string, language: string): boolean {
  const requests = REQUESTS[baseLanguage(language)];
  if (requests === undefined) return false;
  const [first, ...rest] = proseOf(prompt.slice(0, MAX_LENGTH)).paragraphs.flatMap(({ text }) => sentences(text, language));
  if (first === undefined) return false;
  if (requests.strong.test(first)) return true;
  if (!requests.weak.test(first) || requests.audience.test(first)) return false;
  return rest.length <= MAX_TEXT_AFTER || [first, ...rest].some((sentence) => requests.manner.test(sentence));
}
