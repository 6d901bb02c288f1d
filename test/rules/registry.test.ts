import { expect, test } from 'vitest';
import { ruleIds } from '../support/rule-files.ts';

const camel = (id: string): string => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

test('rules/index.ts lists every rule of the folder, in order', async () => {
  const text = [
    '// Written by `npm test -- -u`; the suite fails when it differs from the folder.',
    "import type { Rule } from '../src/rule.ts';",
    ...ruleIds.map((id) => `import ${camel(id)} from './${id}.ts';`),
    '',
    'export const rules: readonly Rule[] = [',
    ...ruleIds.map((id) => `  ${camel(id)},`),
    '];',
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot('../../rules/index.ts');
});
