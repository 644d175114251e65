import * as z from 'zod/mini';

/** What a vehicle's upload says of itself. `claimedOutcome` is only a claim: the report compares it with what the logs show. */
export const BatchContext = z.object({
  batchId: z.nullable(z.string()),
  vehicleId: z.string(),
  platform: z.nullable(z.string()),
  firmware: z.nullable(z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) })),
  otaCampaignId: z.nullable(z.string()),
  claimedOutcome: z.nullable(z.string()),
});
export type BatchContext = z.infer<typeof BatchContext>;

const Pointer = z.object({
  file: z.int(),
  member: z.nullable(z.string()),
  sha256: z.string(),
  offset: z.int(),
  length: z.int(),
  digest: z.string(),
});

/** One item of the evidence pack. `text` is Argus' own typed sentence; `quote` is verbatim and was re-read byte for byte. */
export const EvidenceItem = z.object({
  id: z.string().check(z.regex(/^E\d+$/)),
  kind: z.string(),
  text: z.string(),
  why: z.string(),
  ecu: z.string(),
  app: z.string(),
  code: z.nullable(z.string()),
  /** Typed values behind `text`, by name. */
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  timeUs: z.nullable(z.number()),
  count: z.int(),
  /** Null for negative facts ("no slot was committed") and for gaps. */
  quote: z.nullable(
    z.object({
      file: z.string(),
      pointer: Pointer,
      /** The record's text as decoded; `before`/`after` are the neighbouring records. */
      text: z.string(),
      before: z.array(z.string()),
      after: z.array(z.string()),
      verified: z.boolean(),
    }),
  ),
});
export type EvidenceItem = z.infer<typeof EvidenceItem>;

/** What code has held against the evidence in a claim of a language model, and what is the model's reading alone. */
export const ClaimCheck = z.object({
  /** `lines` exist and were read back, `quotes` stand in them to the letter, `order` and `ecus` are as the logs show. */
  checked: z.array(z.enum(['lines', 'quotes', 'order', 'ecus'])),
  notChecked: z.array(z.enum(['order', 'meaning', 'cause'])),
});
export type ClaimCheck = z.infer<typeof ClaimCheck>;

export const Claim = z.object({
  id: z.string(),
  text: z.string(),
  evidence: z.array(z.string()),
  knowledge: z.array(z.string()),
  /** Whose reading it is; both pass the same gate. Absent on claims of the rules. */
  source: z.optional(z.enum(['rules', 'model'])),
  /** On claims of a language model only. */
  check: z.optional(ClaimCheck),
});
export type Claim = z.infer<typeof Claim>;

export const Hypothesis = z.object({
  id: z.string(),
  /** A knowledge cause code, or `NOVEL`. */
  causeCode: z.string(),
  title: z.string(),
  /** `model`: a language model proposes it. It passed the gate, and is LIKELY at most. Absent on those of the rules. */
  source: z.optional(z.enum(['rules', 'model'])),
  ecu: z.string(),
  status: z.enum(['leading', 'rival', 'ruled-out']),
  /** Why it leads, survives, or is ruled out. */
  reason: z.string(),
  score: z.number(),
  claims: z.array(Claim),
  evidence: z.array(z.string()),
  against: z.array(z.string()),
  knowledge: z.array(z.string()),
});
export type Hypothesis = z.infer<typeof Hypothesis>;

export const Verdict = z.enum(['CONFIRMED', 'LIKELY', 'INCONCLUSIVE']);
export type Verdict = z.infer<typeof Verdict>;

const Finding = z.enum(['fault', 'no-fault', 'unknown']);
const Observed = z.enum(['updated', 'rolled-back', 'failed', 'interrupted', 'not-attempted', 'unknown']);

/** A masked line, and how often it was logged. */
const ComparedLine = z.object({ writer: z.string(), template: z.string(), count: z.int() });

/** An earlier batch that shares signs with this one. Its title and the shared lines are hostile. */
export const SimilarCase = z.object({
  batchId: z.string(),
  /** A sum of weights: it orders, and is no probability. */
  score: z.number(),
  /** What both show, the rarest first. */
  shared: z.array(z.string()),
  title: z.nullable(z.string()),
  verdict: Verdict,
  platform: z.nullable(z.string()),
  firmware: z.nullable(z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) })),
  /** What an engineer found out about it; null where nobody said. */
  resolution: z.nullable(
    z.object({
      resolution: z.enum(['confirm', 'correct', 'false-alarm']),
      cause: z.nullable(z.string()),
      actions: z.array(z.string()),
    }),
  ),
});
export type SimilarCase = z.infer<typeof SimilarCase>;

const AttemptPhase = z.object({
  phase: z.string(),
  state: z.enum(['started', 'succeeded', 'failed']),
  /** Read from words that all clients share. */
  isInferred: z.boolean(),
  timeUs: z.nullable(z.number()),
  at: z.nullable(z.object({ file: z.int(), member: z.nullable(z.string()), offset: z.int(), length: z.int() })),
});

export const Report = z.object({
  schemaVersion: z.literal(2),
  batch: BatchContext,
  /** `fault`: something went wrong; `no-fault`: the logs show success; `unknown`: Argus knows no line of either. */
  finding: Finding,
  verdict: Verdict,
  /** Why the verdict is what it is, in one sentence. */
  verdictReason: z.string(),
  /** The answer in one sentence. */
  headline: z.string(),
  outcome: z.object({
    /** `not-attempted`: an update client says so; `unknown`: no line that Argus knows says. */
    observed: Observed,
    claimed: z.nullable(z.string()),
    /** Null when nothing was claimed or nothing observed. */
    agrees: z.nullable(z.boolean()),
    evidence: z.array(z.string()),
  }),
  /** The leading one first, ruled-out ones last. Empty when no fault was found. */
  hypotheses: z.array(Hypothesis),
  /** Evidence that no rule knows and whose words tell most of a failure: where a reader looks first himself. */
  lookAt: z.array(z.string()),
  /** Each try of an update, in order of time; empty where no line that Argus knows speaks of one. */
  attempts: z.array(
    z.object({
      ecu: z.string(),
      outcome: z.enum([
        'installed',
        'waiting-for-reboot',
        'nothing-to-do',
        'failed',
        'rolled-back',
        'interrupted',
        'unknown',
      ]),
      fromUs: z.nullable(z.number()),
      toUs: z.nullable(z.number()),
      /** The last step that was logged. */
      reached: z.nullable(z.string()),
      /** Its steps in order of time; absent in reports of earlier versions. */
      phases: z.optional(z.array(AttemptPhase)),
      evidence: z.array(z.string()),
    }),
  ),
  boots: z.array(
    z.object({
      ecu: z.string(),
      ordinal: z.int(),
      records: z.int(),
      fromUs: z.nullable(z.number()),
      toUs: z.nullable(z.number()),
      end: z.enum(['restarted', 'end-of-log']),
    }),
  ),
  /** Records by level, as their writers set it. */
  levels: z.object({
    fatal: z.int(),
    error: z.int(),
    warn: z.int(),
    info: z.int(),
    debug: z.int(),
    verbose: z.int(),
    none: z.int(),
  }),
  /** Lines against those of good logs; null where there was nothing to compare with. */
  contrast: z.nullable(
    z.object({
      against: z.string(),
      /** Lines that sound like a failure and also stand in what went well: they explain nothing. */
      decoys: z.array(ComparedLine),
      fresh: z.array(ComparedLine),
      gone: z.array(ComparedLine),
      shifted: z.array(z.extend(ComparedLine, { before: z.int() })),
    }),
  ),
  evidence: z.array(EvidenceItem),
  timeline: z.array(
    z.object({
      timeUs: z.nullable(z.number()),
      ecu: z.string(),
      kind: z.enum(['boot', 'phase', 'fault', 'outcome']),
      text: z.string(),
      evidence: z.array(z.string()),
    }),
  ),
  /** What could not be seen: unreadable files, damage, missing clocks, no baseline. */
  gaps: z.array(z.object({ kind: z.string(), text: z.string(), file: z.nullable(z.string()) })),
  /** Each comes from a knowledge row that passed the filters. */
  actions: z.array(z.object({ text: z.string(), knowledge: z.string(), risk: z.enum(['none', 'low', 'high']) })),
  /** Values that the logs hold, such as voltages and loads, in order of ECU and name; absent where there are none. */
  measured: z.optional(
    z.array(
      z.object({
        ecu: z.string(),
        name: z.string(),
        unit: z.string(),
        count: z.int(),
        min: z.number(),
        max: z.number(),
        p95: z.number(),
      }),
    ),
  ),
  /** Where the logs cannot be of one vehicle: which there are, and what came of each by itself. Absent where they can. */
  vehicles: z.optional(
    z.object({
      /** One sentence that says so, and how to ask for another one. */
      text: z.string(),
      groups: z.array(
        z.object({
          name: z.string(),
          files: z.array(z.string()),
          /** The one that this report is on. */
          isShown: z.boolean(),
          finding: Finding,
          verdict: Verdict,
          observed: Observed,
          headline: z.string(),
        }),
      ),
    }),
  ),
  /** Batches that are like it, as of now: added for people who read it; what is stored does not hold them. */
  similar: z.optional(z.array(SimilarCase)),
  knowledge: z.object({
    matched: z.array(z.object({ id: z.string(), title: z.string(), cause: z.string(), source: z.string() })),
    excluded: z.array(z.object({ id: z.string(), reason: z.string() })),
  }),
  files: z.array(
    z.object({
      index: z.int(),
      name: z.string(),
      member: z.nullable(z.string()),
      /** `not-a-log`: a document, or source code. */
      status: z.enum(['parsed', 'failed', 'not-a-log']),
      format: z.nullable(z.string()),
      records: z.int(),
      gaps: z.int(),
      bytesSkipped: z.int(),
      message: z.nullable(z.string()),
    }),
  ),
  totals: z.object({
    files: z.int(),
    parsed: z.int(),
    failed: z.int(),
    records: z.int(),
    unmatched: z.int(),
    templates: z.int(),
    faults: z.int(),
  }),
  baseline: z.object({ kind: z.enum(['none', 'platform-firmware', 'previous-firmware']), text: z.string() }),
  /** Null on a rules-only report. */
  model: z.nullable(
    z.object({
      id: z.string(),
      status: z.enum(['answered', 'unavailable', 'over-budget']),
      note: z.string(),
      inputTokens: z.int(),
      outputTokens: z.int(),
      priceUsd: z.nullable(z.number()),
      firstTokenMs: z.nullable(z.number()),
      claimsKept: z.int(),
      claimsDropped: z.int(),
      /** What it looked up in the logs; absent where it was not let to. */
      investigation: z.optional(
        z.object({
          /** Look-ups that were answered, and different lines that they showed. */
          places: z.int(),
          lines: z.int(),
          steps: z.array(z.object({ tool: z.string(), lines: z.int() })),
        }),
      ),
    }),
  ),
  provenance: z.object({
    argus: z.string(),
    parsers: z.record(z.string(), z.int()),
    /** Version of the code, and digest of the vocabularies, that read the logs. */
    evidenceVersion: z.string(),
    knowledgeSnapshot: z.string(),
    promptHash: z.nullable(z.string()),
    /** Claims that the gate refused while this report was made. */
    claimsDropped: z.int(),
  }),
});
export type Report = z.infer<typeof Report>;
