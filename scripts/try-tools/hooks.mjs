// Managers of git hooks: what a person does with each before and after `sqlsafe init`.

/** @typedef {import('./tools.mjs').Place} Place */
/** @typedef {{ readonly name: string, readonly packages: readonly string[], before(place: Place): void, after(place: Place): void }} Hook */

const nothing = () => undefined;

/** @type {readonly Hook[]} */
export const HOOKS = [
  {
    name: 'husky',
    packages: ['husky@9'],
    before(place) {
      place.run('npx', ['husky', 'init']);
      place.write('.husky/pre-commit', 'git diff --cached --stat\n');
    },
    after: nothing,
  },
  {
    name: 'lefthook',
    packages: ['lefthook@2.2.1'],
    before: (place) =>
      place.write(
        'lefthook.yml',
        '# what runs before a commit\npre-commit:\n  commands:\n    names:\n      run: git diff --cached --stat\n',
      ),
    after: (place) => void place.run('npx', ['lefthook', 'install']),
  },
  {
    name: 'pre-commit',
    packages: [],
    before: (place) => place.write('.pre-commit-config.yaml', 'repos:\n'),
    after: (place) => void place.run('pre-commit', ['install']),
  },
];
