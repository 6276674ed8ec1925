import { describe, expect, it } from 'vitest';
import { inflect } from '../../src/match/inflect.ts';

describe('inflect', () => {
  it.each([
    ['Allegro', ['allegra', 'allegru', 'allegrem', 'allegrze']],
    ['Żabka', ['żabki', 'żabce', 'żabkę', 'żabką', 'żabkom', 'żabkach']],
    ['Biedronka', ['biedronki', 'biedronce', 'biedronkę']],
    ['Lidl', ['lidla', 'lidlu', 'lidlowi', 'lidlem']],
    ['Empik', ['empiku', 'empikiem', 'empikowi']],
    ['Orlen', ['orlenu', 'orlenem', 'orlenie']],
    ['Netflix', ['netflixa', 'netfliksa', 'netfliksem', 'netfliksie']],
    ['Wedel', ['wedla', 'wedlem', 'wedlu']],
    ['Play', ['playa', 'playem', 'playu']],
    ['Ikea', ['ikei', 'ikeę', 'ikeą']],
    ['Nokia', ['nokii', 'nokię']],
    ['Polska', ['polskiej', 'polską', 'polsce']],
    ['Pocztowy', ['pocztowego', 'pocztowemu', 'pocztowym']],
    ['Toruń', ['torunia', 'toruniu', 'toruniem']],
    ['Rossmann', ['rossmanna', 'rossmannie', 'rossmannem']],
    ['Millennium', []],
  ])('declines %s as Polish customers do', (name, forms) => {
    expect(inflect(name, 'pl')).toEqual(expect.arrayContaining([name.toLowerCase(), ...forms]));
  });

  it.each([
    ['Oxxo', ['oxxo', 'oxxos']],
    ['Movistar', ['movistar', 'movistars', 'movistares']],
    ['Cruz', ['cruz', 'cruces']],
    ['Inditex', ['inditex']],
  ])('gives %s its Spanish plural', (name, forms) => {
    expect(inflect(name, 'es')).toEqual(forms);
  });

  it('gives the forms of both languages when none is named, each once', () => {
    const forms = inflect('Acma');

    expect(forms).toEqual([...new Set(forms)]);
    expect(forms).toEqual(expect.arrayContaining(['acmas', 'acmy']));
  });

  it('never makes many forms', () => {
    const names = ['Allegro', 'Żabka', 'Wedel', 'Netflix', 'Polska', 'Pocztowy', 'Warszawska', 'Orzeł'];

    expect(Math.max(...names.map((name) => inflect(name).length))).toBeLessThanOrEqual(40);
  });
});
