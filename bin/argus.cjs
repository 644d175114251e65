#!/usr/bin/env node
// JavaScript of old, so that a Node which cannot run Argus can still say so.
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
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

/**
 * What is found in the cache of compiled code is run. Node's own place for it, in the folder for temporary files, may be of
 * another user's making; so it is in this user's own folder, or there is none.
 */
function keepCompiledCode() {
  try {
    process.env.NODE_COMPILE_CACHE ||= join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'argus');
  } catch {
    // A user without a home.
    process.env.NODE_DISABLE_COMPILE_CACHE = '1';
  }
  enableCompileCache?.();
}

const lacking = lack();
if (lacking === undefined) {
  keepCompiledCode();
  import(pathToFileURL(entry).href);
} else {
  process.stderr.write(`argus: This is Node ${process.versions.node}, and Argus needs ${lacking}.\n`);
  process.exitCode = 1;
}
