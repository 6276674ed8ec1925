import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineLabels } from './corpus.ts';
import { fieldsOf, judgedRow, none, plainRow, type Row, sentiments } from './rows.ts';

// Every set whose terms allow to train a model that is given away. `polar` sets have no neutral texts.
const sentimentSets: [file: string, polar?: 'polar'][] = [
  ['umsab.train.tsv'],
  ['semeval2017_en.train.tsv'],
  ['mozetic15.train.tsv', 'polar'],
  ['wccrs_pl.train.tsv'],
  ['germeval2017_de.train.tsv'],
  ['uci_reviews_en.train.tsv', 'polar'],
  ['minibar_app_reviews.train_stars.tsv'],
  ['uk_mobile_en.train.tsv'],
  ['wust_tweets_pl.train.tsv'],
  ['poleval2024_pl.train.tsv'],
  ['poleval2024_pl.train_reviews.tsv'],
  ['brands_en.train.tsv'],
  ['cdiscount_trustpilot_fr.train.tsv'],
];

const faultSets: [file: string, fault: RegExp][] = [
  ['complaints_en.train.tsv', /^complaint/],
  ['minibar_app_reviews.train.tsv', /^problem/],
  ['app_feedback_en.train.tsv', /bug/],
];

// Their labels are intents; `urgency_mapping.tsv` says which level each comes to.
const intentSets = ['banking77_en', 'clinc150_en'];

/** The rows of the labelled sets that a model may learn from. */
export const trainingSets = (folder: string): Row[] => [
  ...levelRows(folder, 'urgency.train.tsv'),
  ...labelledLines(folder),
  ...sentimentSets.flatMap(([file, polar]) => sentimentRows(folder, file, polar !== undefined)),
  ...faultSets.flatMap(([file, fault]) => faultRows(folder, file, fault)),
  ...intentRows(folder),
];

/** The rows that a model is only held against. */
export const checkSets = (folder: string): Row[] => [
  ...levelRows(folder, 'urgency.check.tsv'),
  ...['airline_en.train.tsv', 'tass_es.train.tsv', 'reviews_cuba_es.train.tsv'].flatMap((file) =>
    sentimentRows(folder, file, false),
  ),
];

const read = (folder: string, file: string): string[][] => fieldsOf(readFileSync(join(folder, file), 'utf8'));

const nameOf = (file: string): string => file.replace('.tsv', '').replace('.train', '');

const levelRows = (folder: string, file: string): Row[] =>
  read(folder, file).flatMap((fields) => judgedRow(nameOf(file), fields) ?? []);

const sentimentRows = (folder: string, file: string, polar: boolean): Row[] =>
  read(folder, file).flatMap(([label = '', language = '', ...text]) => {
    const sentiment = sentiments.indexOf(label);
    return sentiment < 0 ? [] : [{ ...plainRow(nameOf(file), language, text.join(' ')), sentiment, polar }];
  });

const faultRows = (folder: string, file: string, fault: RegExp): Row[] =>
  read(folder, file).map(([label = '', language = '', ...text]) => ({
    ...plainRow(`${nameOf(file)} faults`, language, text.join(' ')),
    fault: fault.test(label) ? 1 : 0,
  }));

const intentRows = (folder: string): Row[] => {
  const levels = new Map(
    read(folder, 'urgency_mapping.tsv').map(([set, label, level]) => [`${set} ${label}`, Number(level) - 1]),
  );
  return intentSets.flatMap((set) =>
    read(folder, `${set}.train.tsv`).flatMap(([label, language = '', ...text]) => {
      const level = levels.get(`${set} ${label}`) ?? none;
      return level >= 0 ? [{ ...plainRow(set, language, text.join(' ')), level, derived: true }] : [];
    }),
  );
};

// The text is read where it stands: only the labels are ours to keep.
const labelledLines = (folder: string): Row[] => {
  const lines = new Map<string, string[]>();
  return lineLabels().flatMap(({ file, line, labels }) => {
    if (!lines.has(file)) lines.set(file, readFileSync(join(folder, file), 'utf8').split('\n'));
    const [, language = '', ...text] = lines.get(file)?.[line - 1]?.split('\t') ?? [];
    return judgedRow('labelled lines', [...labels, language, text.join(' ')]) ?? [];
  });
};
