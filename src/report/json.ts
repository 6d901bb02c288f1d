import type { Report } from '../model/report.ts';
import { jsonText } from './json-text.ts';

/** The report as JSON, two blanks an indent, with a line end. What is invisible is escaped. */
export const renderJson = (report: Report): string => `${jsonText(report, 2)}\n`;
