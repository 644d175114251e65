import { ecuClassOf, type TemplateIdentity } from './templates/fingerprint.ts';

/** What stands for any word in a template that several others were merged to. */
const WILDCARD = '<*>';

/** A template to look for: by its fingerprint, and by its words where several were merged to it. */
export interface TemplateSign {
  fingerprint: string;
  merged?: TemplateIdentity;
}

export const isMerged = ({ template }: TemplateIdentity): boolean => template.split(' ').includes(WILDCARD);

export const signOf = (row: TemplateIdentity & { fingerprint: string }): TemplateSign => ({
  fingerprint: row.fingerprint,
  ...(isMerged(row) && { merged: row }),
});

/** True for the templates that a sign stands for. */
export function bearsSign(
  row: TemplateIdentity & { fingerprint: string },
  { fingerprint, merged }: TemplateSign,
): boolean {
  return row.fingerprint === fingerprint || (merged !== undefined && isLike(row, merged));
}

function isLike(row: TemplateIdentity, merged: TemplateIdentity): boolean {
  const isWriter =
    ecuClassOf(row.ecu) === ecuClassOf(merged.ecu) &&
    row.app === merged.app &&
    row.context === merged.context &&
    row.level === merged.level;
  if (!isWriter) return false;
  const [words, wanted] = [row.template.split(' '), merged.template.split(' ')];
  return words.length === wanted.length && wanted.every((word, i) => word === WILDCARD || word === words[i]);
}
