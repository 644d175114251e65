import { readBytes } from './read-log.ts';

/** `ecu/app/context text` of every record of a capture. */
export async function recordsOf(capture: Uint8Array): Promise<string[]> {
  const { streams } = await readBytes(capture);
  return streams[0].records.map(
    ({ ecu, app, context, text }) => `${[ecu, app, context].filter(Boolean).join('/')} ${text}`,
  );
}
