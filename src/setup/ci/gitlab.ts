import { joinPath } from '../../layouts/path.ts';
import { quoted } from '../command.ts';
import { byHand, callsUs, there, written, type Outcome } from '../hooks/hook.ts';
import { putIntoYaml, readYaml } from '../put-into-yaml.ts';
import type { CiRequest } from './ci.ts';
import { ciSteps } from './steps.ts';

export const GITLAB = '.gitlab-ci.yml';

/** A job for merge requests, in the pipeline's own file. */
export function gitlab(request: CiRequest): Outcome {
  const { around, drafts } = request;
  const file = joinPath(around.root, GITLAB);
  const text = drafts.text(file) ?? '';
  if (callsUs(text)) return there(file);
  const { install, sqlsafe, folder } = ciSteps(request);
  const into = folder === '' ? [] : [`cd ${quoted(folder)}`];
  const check = `${sqlsafe} check --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" -f pretty -f gitlab:gl-code-quality.json`;
  const report = folder === '' ? 'gl-code-quality.json' : `${folder}/gl-code-quality.json`;
  const job = {
    ...stageOf(readYaml(text)),
    image: 'node:22',
    variables: { GIT_DEPTH: 0 },
    script: [...install, ...into, check],
    artifacts: { when: 'always', reports: { codequality: report } },
    rules: [{ if: '$CI_MERGE_REQUEST_IID' }],
  };
  const after = putIntoYaml(text, ['sqlsafe'], job);
  if (after === undefined) return byHand(file, `${around.tree.display(file)} can't be added to; a job of it is to run: ${check}`);
  drafts.put(file, after);
  return written(file);
}

/** A job without a stage is in `test`, which a pipeline with stages of its own may not have. */
function stageOf(config: unknown): { readonly stage?: string } {
  const stages: unknown = typeof config === 'object' && config !== null ? (config as Record<string, unknown>)['stages'] : undefined;
  if (!Array.isArray(stages) || stages.length === 0 || stages.includes('test')) return {};
  const first: unknown = stages.find((stage) => /lint|check|verify|quality|build/i.test(String(stage))) ?? stages[0];
  return typeof first === 'string' ? { stage: first } : {};
}
