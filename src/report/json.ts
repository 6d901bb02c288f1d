import type { Report } from '../model/report.ts';

/** The report as JSON, two blanks an indent, with a line end. What is invisible stays escaped as JSON does. */
export const renderJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
