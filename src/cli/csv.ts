/** A column of an export: its name, which is also the way to its value (`author.handle`). */
export type Column = string;

/** Writes one line of CSV as RFC 4180 has it, https://www.rfc-editor.org/rfc/rfc4180 */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const csvCell = (value: unknown): string => {
  const text = typeof value === 'string' || isList(value) ? guarded(textOf(value)) : textOf(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (isList(value)) return value.join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

// Spreadsheets run a cell that begins like this as a formula, whoever wrote it:
// https://owasp.org/www-community/attacks/CSV_Injection
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');

/** Takes the cells of a row in the order of the columns. */
export const cellsOf = (row: object, columns: readonly Column[]): unknown[] =>
  columns.map((column) => column.split('.').reduce<unknown>(fieldOf, row));

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
