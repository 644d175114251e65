/** Of `lines`, the share that `fits`; 0 where there are none. */
export const shareOf = (lines: readonly string[], fits: (line: string) => boolean): number =>
  lines.length === 0 ? 0 : lines.filter(fits).length / lines.length;
