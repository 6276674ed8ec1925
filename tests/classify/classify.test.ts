import { describe, expect, it } from 'vitest';
import { createClassifier, loadModel } from '../../src/classify/index.ts';

const classifier = createClassifier(loadModel());

const sum = (scores: object): number =>
  Object.values(scores).reduce((total: number, share) => total + Number(share), 0);

describe('urgency', () => {
  it.each([
    [1, 'en', 'No signal since 6 am, whole street'],
    [1, 'en', "I can't log in, my account has been locked for two days"],
    [1, 'en', 'Paid in full three weeks ago and the sofa never arrived'],
    [1, 'es', 'Sigo sin el pedido que pagué hace tres semanas'],
    [1, 'es', 'Estamos sin luz desde anoche en todo el edificio'],
    [1, 'es', 'Me bloquearon la cuenta y no puedo entrar'],
    [1, 'pl', 'Konto zablokowane, nie mogę zapłacić w sklepie'],
    [1, 'pl', 'Od rana brak prądu na całym osiedlu'],
    [1, 'pl', 'Odwołali nam lot i siedzimy na lotnisku z dziećmi'],
    [2, 'en', 'Charged twice for one ticket'],
    [2, 'en', 'Still waiting for my refund of £49.90'],
    [2, 'en', 'Charged twice and nobody answers'],
    [2, 'es', '¿Cuándo me devolvéis el dinero?'],
    [2, 'es', 'Me cobraron dos veces la misma factura'],
    [2, 'pl', 'Pobrali mi opłatę, której nie było w umowie'],
    [2, 'pl', 'Czekam na zwrot kaucji, 300 zł'],
    [3, 'en', 'The wifi is slow'],
    [3, 'en', 'The waiter was rude and the soup was cold'],
    [3, 'es', 'Dos horas de retraso y nadie informa'],
    [3, 'es', 'La aplicación se cierra sola cada vez que la abro'],
    [3, 'pl', 'Obsługa niemiła, kawa zimna'],
    [3, 'pl', 'Trzeci raz w tym tygodniu kurier się spóźnił'],
    [4, 'en', 'How do I change my seat?'],
    [4, 'en', 'Do you have this in a size 40?'],
    [4, 'es', '¿Abrís el domingo?'],
    [4, 'es', 'Hola, ¿cómo puedo cambiar la dirección de envío?'],
    [4, 'pl', 'Gdzie znajdę numer klienta?'],
    [4, 'pl', 'Dzień dobry, czy można zapłacić kartą?'],
    [5, 'en', 'Best espresso in town'],
    [5, 'en', 'It would be nice to have a dark mode'],
    [5, 'es', 'Estaría bien un modo oscuro'],
    [5, 'es', 'Me encanta este café, un trato genial'],
    [5, 'pl', 'Nowa reklama świetna'],
    [5, 'pl', 'Bardzo miła obsługa, polecam'],
  ])('is %i in %s for "%s"', (expected, lang, text) => {
    const { urgency } = classifier.classify({ text, lang });

    expect(urgency).toBe(expected);
  });

  it.each([
    ['en', 'My router is broken', 'We never had any problem with them, great shop'],
    ['es', 'Tuve un problema con el pedido', 'Nunca tuve un problema con el pedido'],
  ])('hears in %s that "%s" is a fault and "%s" is none', (lang, fault, none) => {
    const levels = [fault, none].map((text) => classifier.classify({ text, lang }).urgency);

    expect(levels).toEqual([3, 5]);
  });

  it.each([
    ['en', 'The internet was down this morning but it is fixed now, thanks for your help'],
    ['es', 'Ayer no funcionaba la app pero ya funciona, gracias por la ayuda'],
    ['pl', 'Wczoraj nie działał internet, ale już działa, dziękuję za pomoc'],
  ])('is feedback in %s when the author says that the fault is mended', (lang, text) => {
    const { urgency } = classifier.classify({ text, lang });

    expect(urgency).toBe(5);
  });
});

describe('sentiment', () => {
  it.each([
    ['negative', 'en', 'Worst service ever, a complete waste of money'],
    ['neutral', 'en', 'What time do you open on Sunday?'],
    ['positive', 'en', 'Lovely staff and delicious cake'],
    ['negative', 'es', 'Pésimo servicio, una vergüenza'],
    ['neutral', 'es', '¿A qué hora abren el sábado?'],
    ['positive', 'es', 'Excelente atención, muy amables'],
    ['negative', 'pl', 'Tragiczna obsługa, nie polecam'],
    ['neutral', 'pl', 'O której otwieracie w sobotę?'],
    ['positive', 'pl', 'Świetny hotel, pyszne śniadania'],
  ])('is %s in %s for "%s"', (expected, lang, text) => {
    const { sentiment } = classifier.classify({ text, lang });

    expect(sentiment).toBe(expected);
  });

  it.each([
    ['en', 'the food was good', 'the food was not good'],
    ['es', 'me gusta el hotel', 'no me gusta el hotel'],
    ['pl', 'jedzenie jest dobre', 'jedzenie nie jest dobre'],
  ])('turns in %s with a negation: "%s", "%s"', (lang, plain, negated) => {
    const [good, notGood] = [plain, negated].map((text) => classifier.classify({ text, lang }));

    expect(good?.sentiment).toBe('positive');
    expect(notGood?.sentiment).toBe('negative');
    expect(notGood?.reasons.map(({ signal }) => signal)).toContain('negation');
  });

  it('gives what follows a "but" more weight', () => {
    const [endsWell, endsBadly] = ['It was slow but good', 'It was good but slow'].map((text) =>
      classifier.classify({ text, lang: 'en' }),
    );

    expect(endsWell?.scores.positive).toBeGreaterThan(endsBadly?.scores.positive ?? 1);
  });
});

describe('rating', () => {
  it('makes a review of one star negative whatever the words say', () => {
    const { sentiment, reasons, replyWanted } = classifier.classify({
      text: 'Visited on Tuesday.',
      lang: 'en',
      rating: 1,
    });

    expect(sentiment).toBe('negative');
    expect(replyWanted).toBe(true);
    expect(reasons[0]).toMatchObject({ signal: 'rating', text: '1/5' });
  });

  it.each([1, 2])('keeps a fault in a review of %i stars at level 3 or above', (rating) => {
    const { urgency } = classifier.classify({
      text: 'Great place, love it, but how do you lose a booking? Problem!',
      lang: 'en',
      rating,
    });

    expect(urgency).toBeLessThanOrEqual(3);
  });

  it('leaves a small flaw in a happy review feedback', () => {
    const { urgency, sentiment } = classifier.classify({
      text: 'Coffee a bit cold, lovely people, we loved it',
      lang: 'en',
      rating: 5,
    });

    expect({ urgency, sentiment }).toEqual({ urgency: 5, sentiment: 'positive' });
  });
});

describe('reply wanted', () => {
  it.each([
    [true, 'en', '@acme nobody answers the phone, please call me back'],
    [true, 'en', 'Can you please add a dark mode?'],
    [false, 'en', 'Best espresso in town'],
    [false, 'en', 'Thank you so much for your help, all sorted now'],
    [true, 'es', '¿Tenéis parking?'],
    [false, 'es', 'Muchas gracias por la ayuda, ya funciona'],
    [true, 'pl', 'Od tygodnia czekam na odpowiedź, kiedy naprawicie internet?'],
    [false, 'pl', 'Dziękuję za pomoc, już działa'],
  ])('is %s in %s for "%s"', (expected, lang, text) => {
    const { replyWanted } = classifier.classify({ text, lang });

    expect(replyWanted).toBe(expected);
  });

  it('counts that the post speaks to the business when the source knows it', () => {
    const [plain, addressed] = [false, true].map((to) =>
      classifier.classify({ text: 'new menu on Monday', lang: 'en', addressed: to }),
    );

    expect(addressed?.scores).not.toEqual(plain?.scores);
    expect(addressed?.urgency).toBe(plain?.urgency);
  });
});

describe('languages it was not trained in', () => {
  it('judges by emoji, marks and stars', () => {
    const angry = classifier.classify({ text: 'Μα τι γίνεται εδώ 😡😡', lang: 'el', rating: 1 });
    const happy = classifier.classify({ text: 'Αυτό ήταν 😍👏', lang: 'el' });
    const asking = classifier.classify({ text: 'Πότε ανοίγετε αύριο?', lang: 'el' });

    expect([angry.sentiment, angry.urgency]).toEqual(['negative', 3]);
    expect([happy.sentiment, happy.urgency]).toEqual(['positive', 5]);
    expect(asking.urgency).toBe(4);
  });

  it('is less sure than with words', () => {
    const [foreign, known] = ['el', 'en'].map((lang) => classifier.classify({ text: 'amazing 😍', lang }));

    expect(foreign?.confidence).toBeLessThan(known?.confidence ?? 0);
  });

  it('is not sure of anything when there is nothing to go by', () => {
    const { lang, confidence, reasons, urgency } = classifier.classify({ text: 'qxwvk' });

    expect({ lang, urgency }).toEqual({ lang: 'und', urgency: 5 });
    expect(confidence).toBeLessThan(0.5);
    for (const { weight } of reasons) expect(Math.abs(weight)).toBeLessThan(1);
  });
});

describe('every classification', () => {
  const hostile: [string, string][] = [
    ['nothing', ''],
    ['a megabyte of one letter', 'a'.repeat(1_000_000)],
    ['a megabyte of words', 'no signal '.repeat(100_000)],
    ['a megabyte of marks', '?!'.repeat(500_000)],
    ['a megabyte of blanks', ' '.repeat(1_000_000)],
    ['a megabyte of apostrophes', "a'".repeat(500_000)],
    ['a megabyte of digits and signs', '£1.'.repeat(333_000)],
    ['lone surrogates', 'terrible \ud83d service \udc00 \ud800 \udfff'],
    ['controls and direction tricks', 'no\u0000 signal\u202e\u2066 at all'],
    ['stacked marks', `re${'\u0301'.repeat(5000)}fund`],
    ['names of the prototype', '__proto__ constructor toString hasOwnProperty'],
    ['a regular expression', '(.*)+$ [a-z]{9999}'],
  ];

  it.each(hostile)('has its full shape for %s', (_what, text) => {
    const judged = classifier.classify({ text });

    expect(sum(judged.scores)).toBeCloseTo(1, 9);
    expect(sum(judged.urgencyScores)).toBeCloseTo(1, 9);
    expect(judged.confidence).toBeGreaterThanOrEqual(0);
    expect(judged.confidence).toBeLessThanOrEqual(1);
    expect(judged.reasons.length).toBeLessThanOrEqual(8);
    for (const reason of judged.reasons) expect(reason.text.isWellFormed()).toBe(true);
  });

  it('has no score, weight or confidence that is not a number, whatever the stars', () => {
    for (const rating of [0, 1, 2.5, 5, 10, -3]) {
      const { scores, urgencyScores, confidence, reasons } = classifier.classify({ text: 'fine', lang: 'en', rating });
      const numbers = [
        ...Object.values(scores),
        ...Object.values(urgencyScores),
        confidence,
        ...reasons.map(({ weight }) => weight),
      ];

      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });

  it('gives reasons in the words of the mention, strongest first, with their sign', () => {
    const { reasons } = classifier.classify({ text: 'Lovely waiter. No   signal since 6 am, ridiculous!', lang: 'en' });

    expect(reasons[0]?.text).toMatch(/^No signal/);
    expect(reasons[0]?.signal).toBe('negation');
    expect(reasons.find(({ text }) => text.startsWith('Lovely'))?.weight).toBeLessThan(0);
    expect(reasons.map(({ weight }) => Math.abs(weight))).toEqual(
      reasons.map(({ weight }) => Math.abs(weight)).toSorted((one, other) => other - one),
    );
  });

  it('says the same of the same text twice', () => {
    const [one, other] = [1, 2].map(() => classifier.classify({ text: 'Charged twice, worst bank ever 😡' }));

    expect(one).toEqual(other);
  });
});
