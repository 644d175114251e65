#!/usr/bin/env node
// JavaScript of old, so that a Node which cannot run Argus can still say so.
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const sources = join(__dirname, '../src/cli/run.ts');
const entry = existsSync(sources) ? sources : join(__dirname, '../dist/command/run.mjs');

/** Sources are TypeScript, which Node 22.18 reads; what is built of them needs its zstd (22.15) and its SQLite (22.13). */
function lack() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (entry === sources && !process.features.typescript) {
    return 'Node 22.18, 24 or later: "npm ci" brings one along, and "npx argus" takes it';
  }
  return major > 22 || (major === 22 && minor >= 15) ? undefined : 'Node 22.15 or later';
}

const lacking = lack();
if (lacking === undefined) {
  enableCompileCache?.();
  import(pathToFileURL(entry).href);
} else {
  process.stderr.write(`argus: This is Node ${process.versions.node}, and Argus needs ${lacking}.\n`);
  process.exitCode = 1;
}
