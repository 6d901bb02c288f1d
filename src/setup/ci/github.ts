import { joinPath } from '../../layouts/path.ts';
import { callsUs, there, written, type Outcome } from '../hooks/hook.ts';
import type { CiRequest } from './ci.ts';
import { ciSteps, nodeVersionOf } from './steps.ts';

/** A workflow of its own, for pull requests. Where GitHub runs it sqlsafe adds annotations and a summary by itself. */
export function github(request: CiRequest): Outcome {
  const { tree, root } = request.around;
  const folder = joinPath(root, '.github/workflows');
  const own = tree
    .list(folder)
    .entries.map(({ name }) => joinPath(folder, name))
    .find((path) => /\.ya?ml$/.test(path) && callsUs(request.drafts.text(path)));
  if (own !== undefined) return there(own);
  const file = joinPath(folder, 'sqlsafe.yml');
  request.drafts.put(file, workflow(request));
  return written(file);
}

function workflow(request: CiRequest): string {
  const { install, sqlsafe, folder } = ciSteps(request);
  const node = nodeVersionOf(request);
  const steps = [
    '- uses: actions/checkout@v5',
    '  with:',
    '    fetch-depth: 0 # to find where the branch began',
    '    persist-credentials: false',
    '- uses: actions/setup-node@v5',
    '  with:',
    'file' in node ? `    node-version-file: ${JSON.stringify(node.file)}` : `    node-version: ${node.version}`,
    ...install.map((line) => `- run: ${line}`),
    `- run: ${sqlsafe} check --since "origin/$BASE"`,
    ...(folder === '' ? [] : [`  working-directory: ${JSON.stringify(folder)}`]),
    '  env:',
    '    BASE: ${{ github.base_ref }}',
  ];
  return [
    'name: sqlsafe',
    'on: pull_request',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  migrations:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...steps.map((line) => `      ${line}`),
    '',
  ].join('\n');
}
