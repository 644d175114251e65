import { useState } from 'preact/hooks';
import { counted, size } from '../format/numbers.ts';
import { batchPlace, go } from '../url/location.ts';
import type { SessionFacts } from './announce.ts';
import type { GivenFile } from './dropped-files.ts';
import { startUpload } from './upload-job.ts';

const NOTHING: SessionFacts = { vehicleId: '', platform: '', from: '', to: '', claimedOutcome: '', compareTo: '' };
const KEY = 'argus-session';

/** What was said of the last vehicle is mostly true of the next. */
const remembered = (): SessionFacts => {
  try {
    return { ...NOTHING, ...JSON.parse(localStorage.getItem(KEY) ?? '{}'), claimedOutcome: '', compareTo: '' };
  } catch {
    return NOTHING;
  }
};

interface PanelProps {
  files: GivenFile[];
  onClose: () => void;
}

/** Asks what the files do not say, then sends them. */
export function UploadPanel({ files, onClose }: PanelProps) {
  const [facts, setFacts] = useState(remembered);
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    localStorage.setItem(KEY, JSON.stringify(facts));
    const { state } = startUpload(facts, files);
    const stop = state.subscribe(({ batchId, phase }) => {
      if (batchId === '' && phase !== 'failed') return;
      queueMicrotask(() => stop());
      onClose();
      if (batchId !== '') go(batchPlace(batchId, 'files'));
    });
  };
  const field = (name: keyof SessionFacts, label: string, more: FieldMore = {}) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        value={facts[name]}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setFacts({ ...facts, [name]: currentTarget.value.trim() })}
        {...more}
      />
    </label>
  );
  return (
    <form class="panel upload" onSubmit={send} aria-label="Upload">
      <h2>
        {counted(files.length, 'file')} <span class="soft">{size(bytes)}</span>
      </h2>
      <div class="fields">
        {field('vehicleId', 'Vehicle', {
          required: true,
          pattern: '[A-Za-z0-9][A-Za-z0-9._:\\-]{0,63}',
          placeholder: 'its id in your fleet',
        })}
        {field('platform', 'Platform', { placeholder: 'J7' })}
        {field('from', 'Firmware from', { placeholder: '4.1.0' })}
        {field('to', 'Firmware to', { placeholder: '4.2.0' })}
        {field('claimedOutcome', 'The vehicle says', { placeholder: 'success, failed …' })}
        {field('compareTo', 'Good batch to compare with', { pattern: '[0-9A-Z]{26}', placeholder: 'its id' })}
      </div>
      <p class="soft">Only the vehicle has to be named. With platform and firmware, knowledge and baselines apply.</p>
      <div class="buttons">
        <button type="submit" class="primary">
          Upload and diagnose
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}

interface FieldMore {
  required?: boolean;
  pattern?: string;
  placeholder?: string;
}
