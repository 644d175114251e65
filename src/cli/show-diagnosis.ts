import type { Claim, Report } from '#src/report/report.ts';
import type { ApiClient } from './api-client.ts';
import { type Palette, paletteFor, printable } from './colour.ts';
import type { ExitCode, Io } from './command.ts';
import { followDiagnosis, type ServerEvent } from './event-source.ts';
import { LiveLines, progressBar } from './live-lines.ts';
import { printReportAs, TEXT } from './report-option.ts';

interface Counts {
  state: string;
  files: number;
  uploaded: number;
  parsed: number;
  failed: number;
}

interface Done {
  state: string;
  message: string | null;
}

/** Shows a diagnosis as it arrives (on stderr), then its report (on stdout). 1 when the batch came to nothing. */
export async function showDiagnosis(client: ApiClient, batchId: string, io: Io, print = TEXT): Promise<ExitCode> {
  const view = new DiagnosisView(io);
  for await (const event of followDiagnosis(client, batchId, io.signal)) await view.show(event);
  await view.finish();
  if (io.signal.aborted) return 1;
  if (view.end && view.end.state !== 'completed' && view.end.state !== 'partial') {
    await io.stderr.write(`The batch is ${view.end.state}. ${printable(view.end.message ?? '')}\n`);
    return 1;
  }
  const report = await client.readJson<Report>(`/batches/${batchId}/report`);
  await printReportAs(print, report, io);
  return 0;
}

/** Turns events into lines. Data of an unknown shape is passed over: the server may be newer. */
class DiagnosisView {
  end: Done | undefined;
  readonly #live: LiveLines;
  readonly #palette: Palette;
  readonly #startMs = performance.now();
  #state = '';
  #cause = '';

  constructor(io: Io) {
    this.#live = new LiveLines(io.stderr);
    this.#palette = paletteFor(io.stderr, io.env);
  }

  async show({ type, data }: ServerEvent): Promise<void> {
    const value = parseObject(data);
    if (type === 'status') await this.#showState(String(value['state']));
    if (type === 'progress' && isCounts(value)) await this.#showCounts(value);
    if (type === 'progress' && typeof value['text'] === 'string') await this.#showStep(value['text']);
    if (type === 'claim') await this.#showClaim(value);
    if (type === 'reset') this.#cause = '';
    if (type === 'reset') await this.#live.print(this.#palette.dim('  the diagnosis starts again'));
    if (type === 'done') this.end = value as unknown as Done;
  }

  finish(): Promise<void> {
    return this.#live.clear();
  }

  async #showState(state: string): Promise<void> {
    if (state === this.#state) return;
    this.#state = state;
    const seconds = ((performance.now() - this.#startMs) / 1_000).toFixed(1);
    await this.#live.print(`${this.#palette.cyan('●')} ${printable(state)} ${this.#palette.dim(`${seconds} s`)}`);
  }

  async #showCounts(progress: Counts): Promise<void> {
    const { state, files, uploaded, parsed, failed } = progress;
    if (state === 'uploading') await this.#showState(state);
    const [done, verb] = state === 'uploading' ? [uploaded, 'arrived'] : [parsed + failed, 'read'];
    this.#live.draw(() => [`  ${progressBar(done, files, 24)} ${done} of ${files} files ${verb}`]);
  }

  /** Its claims follow it. */
  async #showCause(title: string): Promise<void> {
    if (title === this.#cause) return;
    this.#cause = title;
    await this.#live.print(`  ${this.#palette.bold(printable(title))}`);
  }

  async #showStep(text: string): Promise<void> {
    await this.#live.print(this.#palette.dim(`  ${printable(text)}`));
  }

  async #showClaim({ claim, title }: Record<string, unknown>): Promise<void> {
    if (!isClaim(claim)) return;
    if (typeof title === 'string') await this.#showCause(title);
    const proof = claim.evidence.length > 0 ? ` [${claim.evidence.join(', ')}]` : '';
    await this.#live.print(
      `  ${this.#palette.green('✓')} ${printable(claim.text)}${this.#palette.dim(printable(proof))}`,
    );
  }
}

function parseObject(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const isCounts = (value: Record<string, unknown>): value is Record<string, unknown> & Counts =>
  ['files', 'uploaded', 'parsed', 'failed'].every((field) => typeof value[field] === 'number');

function isClaim(value: unknown): value is Claim {
  const { text, evidence } = (value ?? {}) as Partial<Claim>;
  return typeof text === 'string' && Array.isArray(evidence);
}
