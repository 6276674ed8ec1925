import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';

/** Way from the top of a file to a setting: names of settings and positions in lists. */
export type Path = readonly PropertyKey[];

export interface Position {
  line: number;
  column: number;
}

/** One YAML file that knows where everything in it stands. */
export interface YamlFile {
  /** Path as people are shown it. */
  name: string;
  text: string;
  /** What the file says, as plain values: `{}` when it is empty, `undefined` when it cannot be read. */
  value: unknown;
  /** What is wrong with the file as YAML. */
  errors: (Position & { message: string })[];
  /** Where a setting stands, or the nearest thing around it when it is missing. */
  locate(path: Path, part?: 'key' | 'value'): Position;
  /** Where a character of a text stands; the beginning of the text when it is written over several lines. */
  locateInside(path: Path, offset: number): Position;
}

/** Reads a YAML file without ever throwing: what is wrong with it is told in `errors`. */
export const readYaml = (name: string, text: string): YamlFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const read = readValue(document);
  const errors = [...document.errors, ...document.warnings].map((error) => explain(error, document));

  return {
    name,
    text,
    value: read.value,
    errors: firstOfEachLine([...errors, ...read.errors].map(({ at, message }) => ({ ...positionOf(at), message }))),
    locate: (path, part = 'value') => positionOf(offsetOf(document, path, part)),
    locateInside: (path, offset) => positionOf(offsetInside(document, text, path, offset)),
  };
};

/** One mistake makes the parser stumble several times over the same line. */
const firstOfEachLine = <T extends Position>(errors: T[]): T[] =>
  errors.filter(({ line }, index) => errors.findIndex((error) => error.line === line) === index);

const readValue = (document: Document): { value: unknown; errors: { at: number; message: string }[] } => {
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return { value: undefined, errors: [] };
  try {
    return { value: document.toJS() ?? {}, errors: [] };
  } catch {
    return { value: undefined, errors: [faultyAlias(document)] };
  }
};

/** Two things stop plain values from being made: an alias without anchor, and aliases that multiply each other. */
const faultyAlias = (document: Document): { at: number; message: string } => {
  const unknown: { at: number; message: string }[] = [];
  visit(document, {
    Alias: (_, alias) => {
      const message = `*${alias.source} repeats something that no &${alias.source} has named before it`;
      if (!alias.resolve(document)) unknown.push({ at: startOf(alias), message });
    },
  });
  return unknown[0] ?? { at: 0, message: 'the aliases (*name) of this file unfold into too much' };
};

const inQuotes = 'put the whole text in single quotes';

const sentences: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'this setting stands twice; keep one of them',
  TAB_AS_INDENT: 'a tab stands where YAML wants spaces',
  MULTIPLE_DOCS: 'a second document begins here (---); write one document a file',
  UNEXPECTED_TOKEN: `YAML does not expect this here; if a text holds quotes, ": " or " #", ${inQuotes}`,
  BLOCK_AS_IMPLICIT_KEY: `a second ": " on one line; if it belongs to a text, ${inQuotes}`,
  BAD_SCALAR_START: `no text may begin with this sign; ${inQuotes}`,
};

const explain = (error: YAMLError, document: Document): { at: number; message: string } => {
  const [at] = error.pos;
  const quote = error.code === 'MISSING_CHAR' ? quoteBefore(at, document) : undefined;
  if (quote !== undefined) return { at: quote, message: 'this quote is never closed' };
  return { at, message: sentences[error.code] ?? `this is no valid YAML: ${error.message}` };
};

/** A quote that is not closed is noticed at the end of the file only. */
const quoteBefore = (end: number, document: Document): number | undefined => {
  let last: number | undefined;
  visit(document, {
    Scalar: (_, scalar) => {
      if (scalar.type?.startsWith('QUOTE') && startOf(scalar) < end) last = startOf(scalar);
    },
  });
  return last;
};

const offsetOf = (document: Document, path: Path, part: 'key' | 'value'): number => {
  let node = nodeOf(document.contents, document);
  let offset = startOf(node);
  for (const [depth, key] of path.entries()) {
    const wanted = depth === path.length - 1 ? part : 'value';
    const next = step(node, key);
    if (!next) return offset;
    node = nodeOf(next.value, document);
    offset = wanted === 'key' ? startOf(next.key) : startOf(next.value ?? next.key);
  }
  return offset;
};

const step = (node: Node | undefined, key: PropertyKey): { key: unknown; value: unknown } | undefined => {
  if (isSeq(node)) {
    const value = node.items[Number(key)];
    return value === undefined ? undefined : { key: value, value };
  }
  if (!isMap(node)) return undefined;
  return node.items.find((pair: Pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
};

/** The node itself, or what the alias stands for. */
const nodeOf = (node: unknown, document: Document): Node | undefined => {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
};

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

const offsetInside = (document: Document, text: string, path: Path, offset: number): number => {
  const start = offsetOf(document, path, 'value');
  const node = document.getIn([...path], true);
  if (!isScalar(node) || !node.range) return start;

  const source = text.slice(node.range[0], node.range[1]);
  return source.includes('\n') ? start : start + writtenOffset(node, source, offset);
};

/** How many characters of the file come before a character of the text it stands for. */
const writtenOffset = (node: Scalar, source: string, offset: number): number => {
  if (node.type === 'PLAIN') return offset;
  if (node.type === 'QUOTE_SINGLE') return skip(source, /''|./y, offset);
  if (node.type === 'QUOTE_DOUBLE') return skip(source, /\\x..|\\u.{4}|\\U.{8}|\\?./y, offset);
  return 0;
};

/** Length of the opening quote and of the first `count` characters, each written as the pattern allows. */
const skip = (source: string, written: RegExp, count: number): number => {
  written.lastIndex = 1;
  for (let read = 0; read < count; read += 1) written.exec(source);
  return written.lastIndex;
};
