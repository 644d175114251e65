import { isSignedOut } from '../api/client.ts';
import { batchesPlace, batchPlace, comparePlace, href, isByLink, isForReaders, place } from '../url/location.ts';
import { TABS } from '../url/place.ts';
import { batchInView } from './batch-in-view.ts';
import { isHelpOpen } from './help.tsx';
import { nextTheme, theme } from './theme.ts';

const TAB_WORDS = { report: 'Report', timeline: 'Timeline', lines: 'Lines', patterns: 'Patterns', files: 'Files' };

export function Header() {
  const { batchId, page, tab } = place.value;
  return (
    <header class="top">
      <a
        class="mark"
        href={href(isByLink() ? batchPlace(batchId, 'report') : batchesPlace())}
        aria-label={isByLink() ? 'Argus, the report' : 'Argus, all batches'}
      >
        <Eye />
        <span>Argus</span>
      </a>
      {page === 'batch' && (
        <>
          <BatchName />
          <nav class="tabs" aria-label="Views of this batch">
            {TABS.map((each) => (
              <a key={each} href={href(batchPlace(batchId, each))} aria-current={each === tab ? 'page' : undefined}>
                {TAB_WORDS[each]}
              </a>
            ))}
          </nav>
        </>
      )}
      {page === 'compare' && <span class="crumb">Compare</span>}
      <span class="spring" />
      {page === 'batch' && !isByLink() && (
        <a class="quiet" href={href(comparePlace({ bad: batchId, good: batchInView.value?.compareTo ?? '' }))}>
          Compare
        </a>
      )}
      {isForReaders() && !isSignedOut.value && (
        <a class="quiet" href="/sign-out">
          Sign out
        </a>
      )}
      <button type="button" class="quiet" onClick={nextTheme} title="Colours: system, light, dark (t)">
        {{ system: 'Auto', light: 'Light', dark: 'Dark' }[theme.value]}
      </button>
      <button
        type="button"
        class="quiet keys"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => (isHelpOpen.value = true)}
      >
        ?
      </button>
    </header>
  );
}

function BatchName() {
  const batch = batchInView.value;
  return (
    <span class="crumb" title={place.value.batchId}>
      {batch?.batchId === place.value.batchId ? batch.vehicleId : '…'}
    </span>
  );
}

const Eye = () => (
  <svg viewBox="0 0 32 20" width="26" height="16" aria-hidden="true">
    <path
      d="M1.5 10C6 4 10.5 1.5 16 1.5S26 4 30.5 10C26 16 21.5 18.5 16 18.5S6 16 1.5 10z"
      fill="none"
      stroke="currentColor"
      stroke-width="2.2"
    />
    <circle cx="16" cy="10" r="4.5" fill="currentColor" />
  </svg>
);
