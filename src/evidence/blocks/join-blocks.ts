import type { Block, BlockIndex } from './block-index.ts';

/** The blocks of one range of a file that several workers read. */
export interface RangeBlocks {
  from: number;
  to: number;
  index: BlockIndex;
}

/** The index of the whole file; undefined where a range is missing: what it holds nobody could tell. */
export function joinBlocks(ranges: readonly RangeBlocks[], sizeBytes: number): BlockIndex | undefined {
  const ordered = ranges.toSorted((a, b) => a.from - b.from);
  const isWhole = ordered.every(({ from }, i) => from === (i === 0 ? 0 : ordered[i - 1].to));
  if (!isWhole || ordered.at(-1)?.to !== sizeBytes) return undefined;
  const joined: BlockIndex = { ...ordered[0].index, sources: [], templates: [], blocks: [] };
  for (const { index } of ordered) {
    const [sources, templates] = [joined.sources.length, joined.templates.length];
    joined.sources.push(...index.sources);
    joined.templates.push(...index.templates);
    joined.blocks.push(...index.blocks.map((block) => moved(block, { sources, templates })));
  }
  return joined.blocks.length > 0 ? joined : undefined;
}

/** Names of a range stand behind those of the ranges before; the same name may stand there twice. */
const moved = (block: Block, by: { sources: number; templates: number }): Block => ({
  ...block,
  sources: block.sources?.map((source) => source + by.sources) ?? null,
  templates: block.templates?.map((template) => template + by.templates) ?? null,
});
