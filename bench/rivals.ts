import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Tells an attitude: 0 negative, 1 neutral, 2 positive. */
export type Feel = (text: string, language: string) => number;

const folder = fileURLToPath(new URL('./rivals/', import.meta.url));

/**
 * The sentiment packages of npm that the classifier is measured against. They are installed on first use, in a folder of their
 * own: nothing else needs them.
 */
export const loadRivals = (say: (line: string) => void): Record<string, Feel> => {
  if (!existsSync(`${folder}node_modules`)) {
    say('installing the packages to compare with');
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'pipe' });
  }
  const load = createRequire(`${folder}package.json`);
  return {
    'vader-sentiment': vader(load('vader-sentiment')),
    sentiment: sentiment(load('sentiment')),
    'wink-sentiment': wink(load('wink-sentiment')),
    natural: natural(load('natural')),
    'multilang-sentiment': multilang(load('multilang-sentiment')),
  };
};

// Each package gives a number around 0; 0 is neutral. Vader's authors set its own bounds:
// https://github.com/vaderSentiment/vaderSentiment-js
const vaderBound = 0.05;
const sideOf = (score: number, bound = 0): number => (score > bound ? 2 : score < -bound ? 0 : 1);

const vader = (module: unknown): Feel => {
  const { SentimentIntensityAnalyzer } = z
    .object({
      SentimentIntensityAnalyzer: z.custom<{ polarity_scores: (text: string) => { compound: number } }>(
        (value) => typeof value === 'function',
      ),
    })
    .parse(module);
  return (text) => sideOf(SentimentIntensityAnalyzer.polarity_scores(text).compound, vaderBound);
};

const sentiment = (module: unknown): Feel => {
  const Sentiment = z.custom<new () => { analyze: (text: string) => { score: number } }>().parse(module);
  const analyser = new Sentiment();
  return (text) => sideOf(analyser.analyze(text).score);
};

const wink = (module: unknown): Feel => {
  const analyse = z.custom<(text: string) => { score: number }>((value) => typeof value === 'function').parse(module);
  return (text) => sideOf(text.trim() === '' ? 0 : analyse(text).score);
};

interface Natural {
  SentimentAnalyzer: new (
    language: string,
    stemmer: unknown,
    vocabulary: string,
  ) => {
    getSentiment: (words: string[]) => number;
  };
  PorterStemmer: unknown;
  PorterStemmerEs: unknown;
  WordTokenizer: new () => { tokenize: (text: string) => string[] };
}

const natural = (module: unknown): Feel => {
  const { SentimentAnalyzer, PorterStemmer, PorterStemmerEs, WordTokenizer } = z.custom<Natural>().parse(module);
  const tokens = new WordTokenizer();
  const analysers: Record<string, InstanceType<Natural['SentimentAnalyzer']>> = {
    en: new SentimentAnalyzer('English', PorterStemmer, 'afinn'),
    es: new SentimentAnalyzer('Spanish', PorterStemmerEs, 'afinn'),
  };
  return (text, language) => {
    const words = tokens.tokenize(text);
    return words.length === 0 ? 1 : sideOf(analysers[language]?.getSentiment(words) ?? 0);
  };
};

const multilang = (module: unknown): Feel => {
  const analyse = z.custom<(text: string, language: string) => { score: number }>().parse(module);
  return (text, language) => sideOf(analyse(text, language).score);
};
