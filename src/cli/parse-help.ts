/** What `argus help parse` prints. */
export const PARSE_HELP = `argus parse FILE... [--json | --records]

Shows what Argus reads in log files: format, records, damage, time span, levels, sources, boots and faults. Formats are
recognised by content; archives (zip, tar) and compression (gzip, zstd) are looked into.

Options
  --json      one JSON object per file
  --records   one JSON object per record: offset, length, time, text

Examples
  argus parse trace.dlt
  argus parse --json session.zip | jq .faults
  argus parse --records can.log | head
`;
