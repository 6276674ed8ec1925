import { describe, expect, it } from 'vitest';
import { describeChange } from '../../src/config/change.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { folderWith, goodEnv, goodFiles } from './folder.ts';

const config = (files: Partial<typeof goodFiles> = {}, env: Record<string, string> = goodEnv): Config => {
  const loaded = loadConfig({ folder: folderWith({ ...goodFiles, ...files }), env });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.config;
};

const main = (lines: string) => ({ 'earshot.yaml': `${goodFiles['earshot.yaml']}${lines}\n` });
const brand = (lines: string) => ({ 'brands/acme.yaml': `${goodFiles['brands/acme.yaml']}${lines}\n` });

describe('what a change is called', () => {
  it('counts keywords by brand', () => {
    const two = brand('  - { id: tea, query: tea }\n  - { id: milk, query: milk }');
    const other = {
      'brands/acme.yaml': two['brands/acme.yaml'].replace('id: name, query: acme', 'id: cup, query: cup'),
    };

    expect(describeChange(config(), config(two))).toEqual(['2 keywords added in Acme Coffee']);
    expect(describeChange(config(two), config(other))).toEqual(['1 keyword added, 1 removed in Acme Coffee']);
  });

  it('names what else changed in a brand', () => {
    const after = config(brand('confidence_floor: 0.7'));

    expect(describeChange(config(), after)).toEqual(['confidence_floor changed in Acme Coffee']);
  });

  it('counts sources, people and policies, and names other settings', () => {
    const after = main(
      [
        'people: [{ id: ana, channels: [phone] }, { id: jan, channels: [phone] }]',
        'policies: [{ id: default, steps: [{ at: 0%, notify: [ana, jan] }] }]',
        'targets: { down: 5m }',
        'rules: [{ when: {}, then: ring }]',
      ].join('\n'),
    );
    after['earshot.yaml'] = after['earshot.yaml'].replace('/feed', '/other');

    expect(describeChange(config(), config(after))).toEqual([
      '1 source changed',
      '2 people added',
      '1 policy added',
      'targets changed',
      'rules changed',
    ]);
  });

  it('notices a secret that changed without showing it', () => {
    const after = config({}, { EARSHOT_NTFY_TOPIC: 'another-topic' });

    expect(describeChange(config(), after)).toEqual(['1 channel changed']);
  });

  it('admits that nothing but comments changed', () => {
    expect(describeChange(config(), config(main('# a comment')))).toEqual(['only comments or layout changed']);
  });
});
