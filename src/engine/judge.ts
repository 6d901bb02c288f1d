import type { Catalog } from '../model/catalog.ts';
import type { Duration } from '../model/duration.ts';
import type { Effect, Effects } from '../model/effect.ts';
import type { Finding } from '../model/finding.ts';
import type { Migration } from '../model/migration.ts';
import type { Operation, OperationKind, StepContext } from '../model/operation.ts';
import type { Session } from '../model/session.ts';
import type { Statement } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { Rule, RuleSettings, SectionSubject, SectionView } from '../rule.ts';
import { findingOf, severityOf, type AnyReport, type RuleLevels } from './finding-of.ts';

export interface JudgeOptions {
  readonly rules: readonly Rule[];
  readonly levels: RuleLevels;
  readonly settings: RuleSettings;
  readonly target: Target;
  /** Work that is sure to be done within so many seconds is no hazard; undefined where no sizes are known. */
  readonly blockingAllowed?: number | undefined;
}

/** One operation as the rules see it. */
export interface Case {
  readonly op: Operation;
  readonly effects: Effects;
  readonly before: Catalog;
  readonly session: Session;
  readonly siblings: readonly Operation[];
  readonly stepEffects: readonly Effect[];
  /** Of the whole step. */
  readonly duration: Duration | null;
  readonly context: StepContext | undefined;
  readonly statement: Statement;
  readonly onlyNew: boolean;
}

/** Where the cases of one section are judged. */
export interface Judge {
  /** Asks every rule that is about this kind of operation. */
  operation(each: Case): void;
  /** Asks the rules that look at the whole section, in the order of the registry, and yields all findings so far. */
  finish(): readonly Finding[];
}

type Judged = SectionSubject['judged'][number] & { readonly duration: Duration | null };

/** Rules by what they look at. */
export interface SortedRules {
  readonly byKind: ReadonlyMap<OperationKind, readonly Rule[]>;
  /** Those that look at whole sections, in the order of the registry. */
  readonly ofSections: readonly Rule[];
}

/** Sorts rules for a target; made once a run. */
export function sortRules(rules: readonly Rule[], target: Target): SortedRules {
  const byKind = new Map<OperationKind, Rule[]>();
  const own = rules.filter((rule) => rule.dialects.includes(target.dialect));
  for (const rule of own) {
    if (rule.check === undefined) continue;
    for (const kind of rule.on) {
      const list = byKind.get(kind);
      if (list === undefined) byKind.set(kind, [rule]);
      else list.push(rule);
    }
  }
  return { byKind, ofSections: own.filter((rule) => rule.checkSection !== undefined) };
}

export function createJudge(view: SectionView, migration: Migration, { byKind, ofSections }: SortedRules, options: JudgeOptions): Judge {
  const { target, settings, levels, blockingAllowed } = options;
  const findings: Finding[] = [];
  const judged: (Judged & { readonly reported: string[] })[] = [];

  type Place = Pick<Judged, 'op' | 'effects' | 'statement' | 'duration'>;
  const add = (rule: Rule, report: AnyReport, { op, effects: { relations: effects }, statement, duration: whole }: Place): void => {
    const duration = isAboutTime(rule.id) && effects.some(({ work }) => work !== 'none') ? whole : null;
    const isShort = duration !== null && blockingAllowed !== undefined && duration.secondsHigh <= blockingAllowed;
    const severity = severityOf(rule, report, levels, view.isDown, isShort);
    if (severity !== 'off') findings.push(findingOf(rule, report, severity, { op, effects, statement, migration, duration }));
  };

  const said = new Set<string>();
  const isFirst = (rule: Rule, once: string | undefined): boolean => {
    if (once === undefined) return true;
    const key = `${rule.id} ${once}`;
    const first = !said.has(key);
    said.add(key);
    return first;
  };

  return {
    operation(each) {
      const { op, statement, effects, session, context, onlyNew, duration } = each;
      const reported: string[] = [];
      judged.push({ op, statement, effects, session, context, reported, onlyNew, duration });
      const asked = byKind.get(op.kind);
      if (asked === undefined) return;
      const { before, siblings, stepEffects } = each;
      const subject = {
        op,
        effects,
        before,
        session,
        siblings,
        stepEffects,
        context,
        statement,
        section: view,
        migration,
        target,
        settings,
      };
      for (const rule of asked) {
        if (view.isDown && !judgesDown(rule)) continue;
        const reports = rule.check?.(subject) ?? [];
        if (reports.length === 0) continue;
        for (const report of reports) if (isFirst(rule, report.once)) add(rule, report, each);
        reported.push(rule.id);
      }
    },
    finish() {
      for (const rule of ofSections) {
        if (view.isDown && !judgesDown(rule)) continue;
        for (const report of rule.checkSection?.({ section: view, migration, target, settings, judged }) ?? []) {
          const about = judged[report.operation];
          if (about === undefined) continue;
          add(rule, report, about);
          about.reported.push(rule.id);
        }
      }
      return findings;
    },
  };
}

/** Down parts are judged for what fails or isn't understood only. */
const judgesDown = (rule: Rule): boolean => rule.id.endsWith('-failing') || rule.id === 'migration-not-understood';

/** What it warns of is how long work takes, not how long a statement waits for its lock. */
const isAboutTime = (id: string): boolean => /-(?:blocking|scanning|rewriting)$/.test(id) && id !== 'session-blocking';
