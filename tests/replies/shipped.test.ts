import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Sentiment, urgencyNames } from '../../src/domain/classification.ts';
import { shipped } from '../../src/lib/paths.ts';
import { loadReplies, repliesFor } from '../../src/replies/load-replies.ts';
import { folderWith } from '../config/folder.ts';

const replies = loadReplies([shipped('config', 'replies')]);
const languages = ['de', 'en', 'es', 'fr', 'it', 'pl', 'pt'];
const levels = Object.values(urgencyNames);

const cells = languages.flatMap((lang) =>
  levels.flatMap((level) =>
    Sentiment.options.map((mood) => ({ lang, level, mood, sentences: replies.get(lang)?.[level]?.[mood] ?? [] })),
  ),
);

it('there are replies in the languages the classifier knows', () => {
  expect([...replies.keys()].sort()).toEqual(languages);
});

describe.each(languages)('the replies in %s', (language) => {
  const own = cells.filter(({ lang }) => lang === language);
  const all = [...new Set(own.flatMap(({ sentences }) => sentences))];

  it('know several ways for every level and mood, two of them without a name', () => {
    const few = own.filter(({ sentences }) => sentences.filter((one) => !one.includes('{name}')).length < 2);

    expect(few).toEqual([]);
    expect(own.filter(({ sentences }) => sentences.length < 3)).toEqual([]);
  });

  it('promise neither money nor times, and do not shout', () => {
    const promises =
      /\d|[$€£%!]|refund|compensat|voucher|reembols|devol[uv]|indemni|zwro[tc]|rekompens|erstatt|entschädig|rembours|rimbors|risarc|indeniz|minute|minut[oay]|hour|\bhoras?\b|godzin|stunde|heure|\bor[ae]\b|today|\bhoy\b|dziś|heute|aujourd|oggi|\bhoje\b|\bsoon\b|pronto|wkrótce|\bbald\b|bientôt|presto|\bbreve\b|immediate|inmediat|natychmiast|sofort|subito|imediat/i;

    expect(all.filter((sentence) => promises.test(sentence))).toEqual([]);
  });

  it('thank for praise and do not apologise for it', () => {
    const sorry = /sorry|sentimos|przykro|leid|désolé|dispiace|lamentamos/i;
    const thanks = replies.get(language)?.feedback?.positive ?? [];

    expect(thanks.filter((sentence) => sorry.test(sentence))).toEqual([]);
    expect(thanks.every((sentence) => /thank|gracias|dziękuj|dank|merci|grazie|agradecemos/i.test(sentence))).toBe(
      true,
    );
  });
});

it('the example can be used as it stands', () => {
  const example = readFileSync(shipped('config', 'replies', 'example.yaml.example'), 'utf8');

  const own = repliesFor(folderWith({ 'replies/en.yaml': example }));

  expect(own.get('en')?.down?.negative).toHaveLength(2);
  expect(own.get('en')?.help?.neutral).toEqual([]);
  expect(own.get('en')?.feedback?.neutral).toContain('Thank you for what you wrote at {time}.');
});
