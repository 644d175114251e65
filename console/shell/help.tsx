import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export const isHelpOpen = signal(false);

const KEYS: readonly [string, readonly [string, string][]][] = [
  [
    'Everywhere',
    [
      ['1 … 5', 'report, timeline, lines, patterns, files'],
      ['b', 'all batches'],
      ['/', 'search'],
      ['t', 'colours'],
      ['?', 'these keys'],
    ],
  ],
  [
    'Lists',
    [
      ['j  k', 'next, previous'],
      ['Enter', 'open'],
    ],
  ],
  [
    'Lines',
    [
      ['j  k', 'a line down, up'],
      ['Space  u', 'a page down, up'],
      ['g  G', 'first, last'],
      ['n  N', 'next, previous evidence'],
      ['y', 'copy the address of the line'],
    ],
  ],
  [
    'Timeline',
    [
      ['←  →', 'earlier, later'],
      ['+  −', 'closer, wider'],
      ['0', 'all of it'],
    ],
  ],
];

/** A dialog of the browser's own: it keeps the focus, and Escape closes it. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isHelpOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isHelpOpen.value]);
  return (
    <dialog ref={dialog} class="help" aria-label="Keys" onClose={() => (isHelpOpen.value = false)}>
      <form method="dialog">
        <div class="help-groups">
          {KEYS.map(([title, rows]) => (
            <section key={title}>
              <h2>{title}</h2>
              <dl>
                {rows.map(([key, what]) => (
                  <div key={key}>
                    <dt>
                      <kbd>{key}</kbd>
                    </dt>
                    <dd>{what}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
