import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ParseCode, Program } from '../code/syntax.ts';

type Babel = typeof import('@babel/parser');

let loaded: Babel | undefined;

/** Babel's parser, loaded when the first file of code is met: the copy that the build puts beside the bundle, else the package. */
function babel(): Babel {
  const require = createRequire(import.meta.url);
  const bundled = fileURLToPath(new URL('babel-parser.cjs', import.meta.url));
  return (loaded ??= require(existsSync(bundled) ? bundled : '@babel/parser') as Babel);
}

const LANGUAGES = { typescript: ['typescript', 'decorators-legacy'], javascript: ['jsx', 'flow', 'decorators-legacy'] } as const;

/** Reads TypeScript and JavaScript. What the parser can go on from is no problem of ours. */
export const parseCode: ParseCode = (text, name) => {
  try {
    const { program, comments } = babel().parse(text, {
      sourceType: 'unambiguous',
      plugins: [...LANGUAGES[/\.[cm]?ts$/i.test(name) ? 'typescript' : 'javascript']],
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      attachComment: false,
      createImportExpressions: true,
    });
    return { program: { body: program.body, comments: comments as Program['comments'] } };
  } catch (error) {
    const { message, pos } = error as { readonly message?: unknown; readonly pos?: unknown };
    return {
      problem: {
        text: typeof message === 'string' ? message.replace(/\s*\(\d+:\d+\)$/, '') : 'unreadable',
        at: typeof pos === 'number' ? pos : 0,
      },
    };
  }
};
