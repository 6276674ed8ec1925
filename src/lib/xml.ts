import { Parser } from 'htmlparser2';

/** One element of an XML document; names keep their prefix (`im:rating`). */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** The text directly inside, entities decoded. */
  text: string;
}

const deepest = 100;

/**
 * Reads XML into a tree, forgiving about what is not well-formed.
 *
 * @returns the root element, or `undefined` when there is none
 */
export const parseXml = (xml: string): XmlElement | undefined => {
  const document: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const element: XmlElement = { name, attributes, children: [], text: '' };
        if (open.length < deepest) open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const current = open.at(-1);
        if (current) current.text += text;
      },
      onclosetag: () => void open.pop(),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return document.children[0];
};

/** Text for the inside of an element or an attribute. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
