import { inspectLine, type LineFinding, type LineView } from '#src/evidence/detect/detectors.ts';

export function viewOf(text: string, writer: Partial<LineView> = {}): LineView {
  return {
    text,
    ecu: 'HU',
    app: '',
    context: '',
    level: 'info',
    timeUs: null,
    uptimeUs: null,
    format: 'plain-text',
    ...writer,
  };
}

/** Findings as short words: `cause signature-invalid`, `symptom ota-error kError (1)`, `install failed`, `slot-booted B`, `cpu 12 %`. */
export function saidBy(text: string, writer: Partial<LineView> = {}): string[] {
  return inspectLine(viewOf(text, writer)).flatMap(words);
}

function words({ fault, phase, outcome, series, boot }: LineFinding): string[] {
  return [
    ...(fault ? [[fault.role, fault.kind, fault.code].filter(Boolean).join(' ')] : []),
    ...(phase ? [`${phase.phase} ${phase.state}`] : []),
    ...(outcome ? [[outcome.marker, outcome.value].filter(Boolean).join(' ')] : []),
    ...(series ? [`${series.name} ${series.value} ${series.unit}`] : []),
    ...(boot ? ['boot'] : []),
  ];
}
