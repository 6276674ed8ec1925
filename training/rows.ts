/** A text with the labels that are known of it. A label that is not known is `none`. */
export interface Row {
  /** The set it comes from. */
  set: string;
  language: string;
  text: string;
  /** 0 negative, 1 neutral, 2 positive. */
  sentiment: number;
  /** The set knows no neutral texts, so that only negative against positive can be learnt from it. */
  polar: boolean;
  /** 0 to 4 for the levels 1 to 5. */
  level: number;
  /** The level was derived from another label by a rule, not given by a reader. */
  derived: boolean;
  /** 1 when an answer is wanted. */
  reply: number;
  /** 1 when a fault is reported; an outside set's own label, which is no level. */
  fault: number;
}

export const none = -1;

export const sentiments: readonly string[] = ['negative', 'neutral', 'positive'];

/** A row of which only the text is known. */
export const plainRow = (set: string, language: string, text: string): Row => ({
  set,
  language,
  text: cleaned(text),
  sentiment: none,
  polar: false,
  level: none,
  derived: false,
  reply: none,
  fault: none,
});

// Sets keep what the networks once sent: escaped characters, stand-ins for names and addresses.
const cleaned = (text: string): string =>
  text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: keyof typeof entities) => entities[name])
    .replaceAll('{link}', 'https://a.example/b')
    .replace(/@mention\b/g, '@user');

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The lines of a file as their fields, set apart by tabs. */
export const fieldsOf = (content: string): string[][] =>
  content
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));

/** A row from the fields level, reply, sentiment, language, text; undefined when they are not labels. */
export const judgedRow = (set: string, fields: readonly string[]): Row | undefined => {
  const [level = '', reply = '', sentiment = '', language = '', ...text] = fields;
  if (!/^[1-5]$/.test(level) || !/^[yn]$/.test(reply)) return undefined;
  return {
    ...plainRow(set, language, text.join(' ')),
    level: Number(level) - 1,
    reply: reply === 'y' ? 1 : 0,
    sentiment: sentiments.indexOf(sentiment),
  };
};
