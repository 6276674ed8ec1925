import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadReplies, repliesFor } from '../../src/replies/load-replies.ts';
import { folderWith } from '../config/folder.ts';

describe('the replies of a user', () => {
  it('take the place of what ships for a level, and leave the rest', () => {
    const folder = folderWith({ 'replies/en.yaml': 'down: ["Oh no, {name}."]\n' });

    const [own, shipped] = [repliesFor(folder), repliesFor(folderWith())];

    expect(own.get('en')?.down).toEqual({
      negative: ['Oh no, {name}.'],
      neutral: ['Oh no, {name}.'],
      positive: ['Oh no, {name}.'],
    });
    expect(own.get('en')?.money).toEqual(shipped.get('en')?.money);
    expect(own.get('es')).toEqual(shipped.get('es'));
  });

  it('may speak of one mood and leave the others', () => {
    const folder = folderWith({ 'replies/en.yaml': 'feedback: { positive: [Cheers.] }\n' });

    const [own, shipped] = [repliesFor(folder), repliesFor(folderWith())];

    expect(own.get('en')?.feedback).toEqual({ ...shipped.get('en')?.feedback, positive: ['Cheers.'] });
  });

  it('say with "otherwise" what goes for the moods not listed', () => {
    const folder = folderWith({ 'en.yaml': 'help: { negative: [Sorry.], otherwise: [Thanks.] }\n' });

    const replies = loadReplies([folder]);

    expect(replies.get('en')?.help).toEqual({ negative: ['Sorry.'], neutral: ['Thanks.'], positive: ['Thanks.'] });
  });

  it('take a suggestion out with an empty list', () => {
    const replies = repliesFor(folderWith({ 'replies/en.yaml': 'help: []\n' }));

    expect(replies.get('en')?.help).toEqual({ negative: [], neutral: [], positive: [] });
  });

  it('add a language by its file alone', () => {
    const replies = repliesFor(folderWith({ 'replies/nl.yaml': 'down: [Het spijt ons.]\n' }));

    expect(replies.get('nl')?.down?.negative).toEqual(['Het spijt ons.']);
  });

  it('need not be there, and are no files that editors leave behind', () => {
    const folder = folderWith({ '.en.yaml': 'no', 'notes.md': 'no', 'en.yaml~': 'no' });

    expect(loadReplies([folder, join(folder, 'missing')]).size).toBe(0);
  });
});

describe('what cannot be used', () => {
  it.each([
    ['an unknown level', 'donw: [Sorry.]\n', 'en.yaml:1:1 unknown setting "donw"; did you mean "down"?'],
    ['an unknown mood', 'help:\n  angry: [Sorry.]\n', 'en.yaml:2:3 unknown setting "angry"'],
    ['an unknown placeholder', 'down:\n  - Sorry.\n  - "Sorry, {nmae}."\n', 'en.yaml:3:5 "{nmae}" stands for nothing'],
    [
      'a lone brace',
      'down: ["Sorry, {name."]\n',
      'en.yaml:1:8 "{" stands for nothing; known here: {name}, {brand}, {time}',
    ],
    ['an empty sentence', 'down: [" "]\n', 'en.yaml:1:8 an entry of "down" must not be empty'],
    [
      'a sentence too long for a post',
      `down: [${'so '.repeat(80)}]\n`,
      'en.yaml:1:8 an entry of "down" must hold at most',
    ],
    ['a text for a list', 'down: Sorry.\n', 'en.yaml:1:7 "down" must be a list, not "Sorry."'],
    ['a number', 'down: [7]\n', `en.yaml:1:8 an entry of "down" must be a text, not 7`],
    ['broken YAML', 'down: [Sorry\n', 'en.yaml:2:1'],
  ])('is named with file, line and column: %s', (_what, text, line) => {
    const folder = folderWith({ 'en.yaml': text });

    expect(() => loadReplies([folder])).toThrow(join(folder, line));
  });

  it('is told of all files at once', () => {
    const folder = folderWith({ 'english.yaml': 'down: [Sorry.]\n', 'es.yaml': 'x: 1\n', 'pl.yaml': 'y: 1\n' });

    expect(() => loadReplies([folder])).toThrow(
      /english\.yaml:1:1 a file of replies is named after its language[\s\S]*es\.yaml:1:1[\s\S]*pl\.yaml:1:1/,
    );
  });
});
