import type { ChannelLanguage } from '../channels/channel.ts';
import type { Reason } from '../domain/classification.ts';

interface Words {
  /** What each signal is called; a signal that is not here goes by its own name. */
  signals: Record<string, string>;
  speaksFor: string;
  against: string;
}

const languages: Record<ChannelLanguage, Words> = {
  en: {
    signals: {
      word: 'the word',
      phrase: 'the words',
      negation: 'the negated words',
      emoji: 'the sign',
      rating: 'the stars',
      punctuation: 'the mark',
      question: 'the question',
      address: 'the link',
      addressed: 'the name',
      learnt: 'learnt from verdicts:',
      engine: 'a second opinion:',
    },
    speaksFor: 'for it',
    against: 'against it',
  },
  es: {
    signals: {
      word: 'la palabra',
      phrase: 'las palabras',
      negation: 'las palabras negadas',
      emoji: 'el signo',
      rating: 'las estrellas',
      punctuation: 'la puntuación',
      question: 'la pregunta',
      address: 'el enlace',
      addressed: 'el nombre',
      learnt: 'aprendido de los veredictos:',
      engine: 'una segunda opinión:',
    },
    speaksFor: 'a favor',
    against: 'en contra',
  },
  pl: {
    signals: {
      word: 'słowo',
      phrase: 'słowa',
      negation: 'zaprzeczone słowa',
      emoji: 'znak',
      rating: 'gwiazdki',
      punctuation: 'interpunkcja',
      question: 'pytanie',
      address: 'link',
      addressed: 'nazwa',
      learnt: 'z werdyktów:',
      engine: 'druga opinia:',
    },
    speaksFor: 'za',
    against: 'przeciw',
  },
};

/** A reason in a sentence of the user's language: how strongly it spoke for the judgement or against it, and what it was. */
export const describeReason = ({ signal, text, weight }: Reason, language: ChannelLanguage): string => {
  const { signals, speaksFor, against } = languages[language];
  const strength = `${weight >= 0 ? '+' : '-'}${Math.abs(weight).toFixed(2)}`;
  return `${strength} ${weight >= 0 ? speaksFor : against}: ${signals[signal] ?? signal} “${text}”`;
};
