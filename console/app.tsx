import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { BatchPage } from './batch/batch-page.tsx';
import { BatchesPage } from './batches/batches-page.tsx';
import { ComparePage } from './compare/compare-page.tsx';
import { Header } from './shell/header.tsx';
import { Help, isHelpOpen } from './shell/help.tsx';
import { useKeys } from './shell/keys.ts';
import { nextTheme } from './shell/theme.ts';
import { UploadBar } from './upload/upload-bar.tsx';
import { batchesPlace, batchPlace, go, isByLink, place } from './url/location.ts';
import { TABS } from './url/place.ts';

const openTab = (at: number) => () => {
  const { batchId, page } = place.value;
  if (page === 'batch') go(batchPlace(batchId, TABS[at]));
};

const KEYS = {
  '?': () => {
    isHelpOpen.value = true;
  },
  t: nextTheme,
  b: () => isByLink() || go(batchesPlace()),
  ...Object.fromEntries(TABS.map((_, at) => [String(at + 1), openTab(at)])),
};

function App() {
  const { batchId, page } = place.value;
  useKeys(KEYS);
  useEffect(() => window.scrollTo(0, 0), [page, batchId, place.value.tab]);
  return (
    <>
      <Header />
      {page === 'batches' && <BatchesPage />}
      {page === 'batch' && <BatchPage key={batchId} batchId={batchId} />}
      {page === 'compare' && <ComparePage />}
      <UploadBar />
      <Help />
    </>
  );
}

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
