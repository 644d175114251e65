import { useComputed } from '@preact/signals';
import { counted, size } from '../format/numbers.ts';
import { batchPlace, href } from '../url/location.ts';
import { currentUpload, type UploadState } from './upload-job.ts';

/** At the foot of every page while something is sent from this tab. */
export function UploadBar() {
  const state = useComputed(() => currentUpload.value?.state.value).value;
  if (!state || state.phase === 'done') return null;
  const share = state.totalBytes === 0 ? 0 : state.sentBytes / state.totalBytes;
  return (
    <div class={`upload-bar upload-${state.phase}`} role="status">
      <progress value={share} max={1} aria-label="Uploaded" />
      <span class="num">{wordsOf(state)}</span>
      {state.batchId && <a href={href(batchPlace(state.batchId, 'files'))}>Watch</a>}
      {state.phase === 'failed' && (
        <button type="button" class="quiet" onClick={() => (currentUpload.value = undefined)}>
          Close
        </button>
      )}
    </div>
  );
}

function wordsOf({ files, filesDone, message, phase, sentBytes, totalBytes }: UploadState): string {
  if (phase === 'reading') return `Reading ${filesDone + 1} of ${counted(files, 'file')} …`;
  if (message) return message;
  return `${size(sentBytes)} of ${size(totalBytes)}, ${filesDone} of ${counted(files, 'file')} sent`;
}
