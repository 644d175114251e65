import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { filesOfDrop, filesOfInput, type GivenFile } from './dropped-files.ts';
import { UploadPanel } from './upload-panel.tsx';

/** The whole page takes a folder that is dropped; the buttons do the same for those who use keys. */
export function DropZone() {
  const [files, setFiles] = useState<GivenFile[]>([]);
  const [refusal, setRefusal] = useState('');
  const take = useCallback((given: GivenFile[]) => {
    setRefusal(given.length === 0 ? NOTHING_GIVEN : '');
    setFiles(given);
  }, []);
  const isOver = useDrop(take, setRefusal);
  if (files.length > 0) return <UploadPanel files={files} onClose={() => setFiles([])} />;
  return (
    <div class={`drop ${isOver ? 'drop-over' : ''}`}>
      <p>
        <strong>Drop a folder of logs here</strong>{' '}
        <span class="soft">DLT, CAN, MF4, pcap, logcat, text, archives of them</span>
      </p>
      <div class="buttons">
        <Chooser label="Choose a folder" isFolder onFiles={take} />
        <Chooser label="Choose files" onFiles={take} />
      </div>
      {refusal !== '' && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}

const NOTHING_GIVEN = 'That holds no files to read. Files whose name begins with a dot are left out.';
const UNREADABLE = 'That could not be read. Drop it again, or choose it with the buttons.';

interface ChooserProps {
  label: string;
  isFolder?: boolean;
  onFiles: (files: GivenFile[]) => void;
}

function Chooser({ isFolder, label, onFiles }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        {...(isFolder && { webkitdirectory: true })}
        hidden
        aria-label={label}
        data-folder={isFolder ? 'yes' : 'no'}
        onChange={({ currentTarget }) => onFiles(filesOfInput(currentTarget))}
      />
    </>
  );
}

/** Whether something hangs over the page that could be dropped. */
function useDrop(onFiles: (files: GivenFile[]) => void, onTrouble: (sentence: string) => void): boolean {
  const [isOver, setOver] = useState(false);
  useLayoutEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) filesOfDrop(event.dataTransfer).then(onFiles, () => onTrouble(UNREADABLE));
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onFiles, onTrouble]);
  return isOver;
}
