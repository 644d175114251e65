/** What `argus help parse` prints. */
export const PARSE_HELP = `argus parse FILE... [--json | --records] [--as FORMAT] [--dbc FILE] [--fibex FILE]

Shows what Argus reads in log files: format, records, damage, time span, levels, sources, boots and faults. Formats are
recognised by content; archives (zip, tar) and compression (gzip, zstd) are looked into. Documents and source code are no
logs. The exit code is 1 when a file could not be read.

Options
  --json      one JSON object per file
  --records   one JSON object per record: offset, length, time, text
  --dbc FILE  CAN database: shows the signals of its messages; may be repeated
  --fibex FILE  names DLT's non-verbose messages; may be repeated
  --as FORMAT format of all files, whatever they look like: reads also what Argus takes for a document

Examples
  argus parse trace.dlt
  argus parse --json session.zip | jq .faults
  argus parse --records can.log | head
  argus parse --dbc powertrain.dbc --records can.log | jq .signals
`;
