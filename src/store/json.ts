const loneSurrogate = /\\ud[89a-f]/i;

/**
 * JSON for a Lua script: its decoder refuses half a character, and one such handle or id must not fail a whole page. Halves become
 * the replacement character; whole texts cost one look.
 */
export const jsonForLua = (value: unknown): string => {
  const text = JSON.stringify(value);
  return loneSurrogate.test(text) ? JSON.stringify(value, wellFormed) : text;
};

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;
