/** Servers that speak the protocol of OpenAI; see docs/providers.md. */
export const openaiCompatible = {
  name: 'openai-compatible',
  title: 'OpenAI-compatible server',
  description:
    'Any server that speaks OpenAI’s protocol, also one of your own: Ollama, LM Studio, llama.cpp, vLLM, Kokoro, Speaches, LocalAI.',
  kinds: ['SCRIPT', 'SPEECH', 'VISUAL', 'TRANSCRIPTION'],
} as const;
