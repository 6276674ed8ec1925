import { describe, expect, it } from 'vitest';
import { createClassifier, loadModel } from '../../src/classify/index.ts';

const classifier = createClassifier(loadModel());

const detectLanguage = (text: string, lang?: string): string =>
  classifier.classify({ text, ...(lang !== undefined && { lang }) }).lang;

describe('language', () => {
  it.each([
    ['en', 'The app logs me out every day and nobody answers'],
    ['es', 'Llevo dos horas esperando y nadie me da una solución'],
    ['pl', 'Od rana nie działa internet, co się u was dzieje?'],
    ['pl', 'nie moge sie zalogowac od wczoraj, prosze o pomoc'],
    ['de', 'Der Zug hat schon wieder eine Stunde Verspätung und niemand sagt etwas'],
    ['fr', "Je n'ai toujours pas reçu ma commande, c'est inadmissible"],
    ['it', 'Il pacco non è mai arrivato e nessuno risponde al telefono'],
    ['pt', 'Ainda não recebi o meu pedido e ninguém responde'],
    ['ru', 'Интернет не работает со вчерашнего дня, когда почините?'],
    ['ja', '昨日から電話がつながりません'],
  ])('names %s for "%s"', (expected, text) => {
    const language = detectLanguage(text);

    expect(language).toBe(expected);
  });

  it.each(['', '   ', '!!!', '😡😡', 'ok', '@acme https://example.com/a', '#acme', '12345'])(
    'stays undetermined for "%s", which has no words to go by',
    (text) => {
      const language = detectLanguage(text);

      expect(language).toBe('und');
    },
  );

  it('takes the word of the source over its own guess', () => {
    const language = detectLanguage('no signal again', 'es');

    expect(language).toBe('es');
  });

  it.each([
    ['en-GB', 'en'],
    ['pt_BR', 'pt'],
    ['ES', 'es'],
    ['iw', 'he'],
  ])('reads the tag %s as %s', (hint, expected) => {
    const language = detectLanguage('', hint);

    expect(language).toBe(expected);
  });

  it.each(['und', 'zxx', 'qme', 'art', '', 'not a tag'])('looks for itself when the source says "%s"', (hint) => {
    const language = detectLanguage('Where is my order? I have been waiting for three weeks', hint);

    expect(language).toBe('en');
  });

  it('is not led astray by addresses and handles', () => {
    const language = detectLanguage(
      '@the_best_of_the_shop #thisisnotallright ¿Cuándo me devolvéis el dinero? https://a.example/the/and',
    );

    expect(language).toBe('es');
  });
});
