import { useEffect, useRef, useState } from 'preact/hooks';
import { filesOfDrop, filesOfInput, type GivenFile } from './dropped-files.ts';
import { UploadPanel } from './upload-panel.tsx';

/** The whole page takes a folder that is dropped; the buttons do the same for those who use keys. */
export function DropZone() {
  const [files, setFiles] = useState<GivenFile[]>([]);
  const isOver = useDrop(setFiles);
  if (files.length > 0) return <UploadPanel files={files} onClose={() => setFiles([])} />;
  return (
    <div class={`drop ${isOver ? 'drop-over' : ''}`}>
      <p>
        <strong>Drop a folder of logs here</strong>{' '}
        <span class="soft">DLT, CAN, MF4, pcap, logcat, text, archives of them</span>
      </p>
      <div class="buttons">
        <Chooser label="Choose a folder" isFolder onFiles={setFiles} />
        <Chooser label="Choose files" onFiles={setFiles} />
      </div>
    </div>
  );
}

interface ChooserProps {
  label: string;
  isFolder?: boolean;
  onFiles: (files: GivenFile[]) => void;
}

function Chooser({ isFolder, label, onFiles }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFolder) input.current?.setAttribute('webkitdirectory', '');
  }, [isFolder]);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        data-folder={isFolder ? 'yes' : 'no'}
        onChange={({ currentTarget }) => onFiles(filesOfInput(currentTarget))}
      />
    </>
  );
}

/** Whether something hangs over the page that could be dropped. */
function useDrop(onFiles: (files: GivenFile[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) void filesOfDrop(event.dataTransfer).then(onFiles);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onFiles]);
  return isOver;
}
