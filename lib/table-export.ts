import { Duration, Stack } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import tables from '../src/export/tables.json' with { type: 'json' };
import { ArgusFunction } from './argus-function.ts';
import type { Arrivals } from './arrivals.ts';
import type { BatchTable } from './batch-table.ts';
import type { Pipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

interface TableExportProps {
  settings: Settings;
  storage: Storage;
  table: BatchTable;
  pipeline: Pipeline;
  arrivals: Arrivals;
}

const SQL_TYPES: Record<string, string> = { text: 'string', integer: 'bigint', time: 'timestamp' };
/** The partitions are made of these by Athena itself: no crawler, and no right to change the catalog. */
const FIRST_DATE = '2025-01-01';
const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet';

/** Tables of each finished batch among the results, and what Athena has to know to ask them in SQL. */
export class TableExport extends Construct {
  readonly exportBatch: ArgusFunction;
  readonly database: string;

  constructor(scope: Construct, id: string, { arrivals, pipeline, settings, storage, table }: TableExportProps) {
    super(scope, id);
    // Decodes the files once more, front to back, as fast as a parser does: one whole vCPU.
    this.exportBatch = new ArgusFunction(this, 'ExportBatch', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    });
    table.grantRead(this.exportBatch);
    table.grantReadProgress(this.exportBatch);
    storage.grantReadUploads(this.exportBatch);
    storage.grantReadResults(this.exportBatch);
    storage.grantWriteTables(this.exportBatch);
    arrivals.invokeOn('ExecutionSucceeded', this.exportBatch, {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [pipeline.stateMachine.stateMachineArn], status: ['SUCCEEDED'] },
    });
    this.database = Stack.of(this).stackName.replaceAll('-', '_');
    this.#defineTables(storage.workBucketName);
  }

  #defineTables(bucketName: string): void {
    const catalogId = Stack.of(this).account;
    const database = new glue.CfnDatabase(this, 'Database', { catalogId, databaseInput: { name: this.database } });
    for (const [name, columns] of Object.entries(tables)) {
      const location = `s3://${bucketName}/work/export/${name}/`;
      const definition = new glue.CfnTable(this, `Table-${name}`, {
        catalogId,
        databaseName: this.database,
        tableInput: {
          name,
          tableType: 'EXTERNAL_TABLE',
          partitionKeys: [{ name: 'date', type: 'string' }],
          parameters: projection(`${location}date=\${date}/`),
          storageDescriptor: {
            columns: Object.entries(columns).map(([column, type]) => ({ name: column, type: SQL_TYPES[type] })),
            location,
            inputFormat: `${PARQUET}.MapredParquetInputFormat`,
            outputFormat: `${PARQUET}.MapredParquetOutputFormat`,
            serdeInfo: { serializationLibrary: `${PARQUET}.serde.ParquetHiveSerDe` },
          },
        },
      });
      definition.addResourceDependency(database);
    }
  }
}

const projection = (template: string) => ({
  classification: 'parquet',
  'projection.enabled': 'true',
  'projection.date.type': 'date',
  'projection.date.format': 'yyyy-MM-dd',
  'projection.date.range': `${FIRST_DATE},NOW`,
  'projection.date.interval': '1',
  'projection.date.interval.unit': 'DAYS',
  'storage.location.template': template,
});
