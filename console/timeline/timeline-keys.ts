import { useMemo } from 'preact/hooks';
import { type KeyMap, useKeys } from '../shell/keys.ts';
import { setParams } from '../url/location.ts';
import { panned, type Range, zoomed } from './range.ts';

interface Moves {
  range: Range | undefined;
  extent: Range | undefined;
  show: (range: Range) => void;
}

export function useTimelineKeys({ extent, range, show }: Moves): void {
  const keys = useMemo((): KeyMap => {
    if (!range || !extent) return {};
    const pan = (share: number) => () => show(panned(range, share, extent));
    const zoom = (factor: number) => () => show(zoomed(range, factor, { centre: 0.5, extent }));
    return {
      ArrowLeft: pan(-0.2),
      h: pan(-0.2),
      ArrowRight: pan(0.2),
      l: pan(0.2),
      '+': zoom(0.5),
      '=': zoom(0.5),
      '-': zoom(2),
      '0': () => setParams({ from: undefined, to: undefined }),
    };
  }, [range, extent, show]);
  useKeys(keys);
}
