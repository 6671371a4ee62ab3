import { baseLanguage } from './languages.ts';
import type { Voice } from './voices/voice.ts';
import { BUILTIN_VOICES } from './voices/builtin.ts';
import { changedAt, readInstalledVoices } from './voices/installed.ts';
import type { InstalledVoice } from './voices/installed.ts';

/**
 * Every voice: those of VOICES_DIR, which sound natural, before those that ship with the program, and then those that clouds list. The folder is checked at each access, so
 * that added and removed voices count at once in every process.
 */
class VoiceCatalogue {
  readonly fallback = 'en-us';
  #folder: string | undefined;
  #readAt = 0;
  #installed: readonly InstalledVoice[] = [];
  #listed: readonly Voice[] = [];
  #all: readonly Voice[] = BUILTIN_VOICES;

  /** Sets the folder of voices; called once when a process starts. Without it there are only the voices of the program. */
  readFrom(voicesDir: string | undefined): void {
    this.#folder = voicesDir;
    this.#readAt = 0;
    this.#take([]);
  }

  /** Replaces the voices that clouds list. None can replace another voice. */
  list(voices: readonly Voice[]): void {
    this.#listed = voices;
    this.#join();
  }

  get installed(): readonly InstalledVoice[] {
    this.#refresh();
    return this.#installed;
  }

  get all(): readonly Voice[] {
    this.#refresh();
    return this.#all;
  }

  get names(): readonly string[] {
    return this.all.map(({ name }) => name);
  }

  find(name: string): Voice | undefined {
    return this.all.find((voice) => voice.name === name);
  }

  #refresh(): void {
    if (this.#folder === undefined) return;
    const now = changedAt(this.#folder);
    if (now === this.#readAt) return;
    this.#readAt = now;
    this.#take(now === 0 ? [] : readInstalledVoices(this.#folder));
  }

  /** Adds the voices of the folder. None can replace a voice of the program. */
  #take(found: readonly InstalledVoice[]): void {
    this.#installed = found.filter(({ name }) => BUILTIN_VOICES.every((voice) => voice.name !== name));
    this.#join();
  }

  #join(): void {
    const own = [...this.#installed, ...BUILTIN_VOICES];
    this.#all = [...own, ...this.#listed.filter(({ name }) => own.every((voice) => voice.name !== name))];
  }
}

export const VOICES = new VoiceCatalogue();

/** The `voice` of a film without narration. It fits every language whose letters the fonts draw. */
export const NO_VOICE = 'NONE';

/** Voices that speak a language, including its regional variants: `de-AT` is spoken like `de`. The first one is the default. */
export const voicesOf = (language: string): readonly Voice[] =>
  VOICES.all.filter((voice) => baseLanguage(voice.language) === baseLanguage(language));
