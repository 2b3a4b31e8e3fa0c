import { describe, expect, test } from 'vitest';
import { type Command, parseCommandLine } from '../../src/commands/command-line.ts';
import { helpText } from '../../src/commands/help.ts';
import { exitCodes } from '../../src/failure/exit-codes.ts';
import { Failure } from '../../src/failure/failure.ts';

describe('what the words mean', () => {
  test.each<[words: string, command: Command]>([
    ['apply spec.json', { name: 'apply', specFile: 'spec.json', telling: 'later', json: false }],
    ['apply --json spec.json', { name: 'apply', specFile: 'spec.json', telling: 'later', json: true }],
    ['apply -- --json', { name: 'apply', specFile: '--json', telling: 'later', json: false }],
    ['apply spec.json --notify', { name: 'apply', specFile: 'spec.json', telling: 'now', json: false }],
    [
      'apply spec.json --starting',
      { name: 'apply', specFile: 'spec.json', telling: 'needless', json: false },
    ],
    ['check spec.json', { name: 'check', specFile: 'spec.json', online: false, json: false }],
    ['check spec.json --online --json', { name: 'check', specFile: 'spec.json', online: true, json: true }],
    ['demo', { name: 'demo', directory: undefined }],
    ['demo --directory /tmp/x', { name: 'demo', directory: '/tmp/x' }],
    ['demo --directory=/tmp/x', { name: 'demo', directory: '/tmp/x' }],
    ['--help', { name: 'help', topic: undefined }],
    ['-h', { name: 'help', topic: undefined }],
    ['help apply', { name: 'help', topic: 'apply' }],
    ['apply --help', { name: 'help', topic: 'apply' }],
    ['--version', { name: 'version' }],
  ])('%s', (words, command) => {
    expect(parseCommandLine(words.split(' '))).toEqual(command);
  });
});

describe('who mistypes gets a hint', () => {
  test.each([
    ['', 'Name a command: there is none; known are apply, check, demo.'],
    ['aply spec.json', 'Write "apply": there is no command "aply".'],
    ['chekc', 'Write "check": there is no command "chekc".'],
    ['frobnicate', 'Use apply, check, demo or --help: there is no command "frobnicate".'],
    ['check spec.json --onlin', 'Write "--online": there is no option "--onlin".'],
    [
      'apply spec.json --online',
      'Use --notify, --starting, --json or --help: there is no option "--online".',
    ],
    ['apply -x spec.json', 'Use --notify, --starting, --json or --help: there is no option "-x".'],
    ['apply', 'Write "infisical-fetch apply SPEC": SPEC is missing.'],
    ['apply a b', 'Write "infisical-fetch apply SPEC": "b" is one word too many.'],
    ['apply --json=yes a', 'Write --json without a value: it takes none.'],
    ['apply a --notify --starting', 'Write either --notify or --starting: there are both.'],
    ['demo --directory', 'Give a value after --directory: there is none.'],
    ['__proto__', 'Use apply, check, demo or --help: there is no command "__proto__".'],
    ['demo --constructor', 'Use --directory or --help: there is no option "--constructor".'],
  ])('%s', (words, message) => {
    const parse = () => parseCommandLine(words.split(' ').filter((word) => word !== ''));
    expect(parse).toThrow(Failure);
    expect(parse).toThrow(message);
  });
});

describe('help', () => {
  test('of the program fits on a screen and names every exit status', () => {
    const text = helpText(undefined);
    expect(text.split('\n').length).toBeLessThan(25);
    for (const { number, when } of Object.values(exitCodes)) expect(text).toContain(`${number}  ${when}`);
  });
  test.each(['apply', 'check', 'demo'] as const)('of %s names it and its options', (name) => {
    expect(helpText(name)).toMatch(new RegExp(`^Usage: infisical-fetch ${name}`));
    expect(helpText(name)).toContain('--help');
  });
});
