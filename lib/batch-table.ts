import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { ArgusFunction } from './argus-function.ts';
import type { Settings } from './settings.ts';

const { STRING } = dynamodb.AttributeType;

/** Where batches, their shards and their diagnosis events live; the shape is `src/aws/table-shape.ts` (a test compares them). */
export class BatchTable extends Construct {
  readonly table: dynamodb.TableV2;

  readonly #keptDays: number;
  readonly #keyArn: string | null;

  constructor(scope: Construct, id: string, { keyArn, protect, workRetentionDays }: Settings) {
    super(scope, id);
    this.#keptDays = workRetentionDays;
    this.#keyArn = keyArn;
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: STRING },
      sortKey: { name: 'sk', type: STRING },
      billing: dynamodb.Billing.onDemand(),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: protect,
      globalSecondaryIndexes: [index('by-vehicle', 'vehicleId'), index('by-state', 'state')],
    });
    if (keyArn) this.#encrypt(keyArn);
  }

  /** The properties themselves: the L2 wants to know the stack's Region, which is the key's. */
  #encrypt(keyArn: string): void {
    const table = this.table.node.defaultChild as dynamodb.CfnGlobalTable;
    table.addPropertyOverride('SSESpecification', { SSEEnabled: true, SSEType: 'KMS' });
    table.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: keyArn });
  }

  /** Batches and their stored events, for who only looks on. */
  grantRead(fn: ArgusFunction): void {
    this.#grant(fn, ['dynamodb:GetItem', 'dynamodb:Query']);
  }

  /** Counts per file, which stand in shards of their own. */
  grantReadProgress(fn: ArgusFunction): void {
    this.#grant(fn, ['dynamodb:GetItem', 'dynamodb:BatchGetItem']);
  }

  /** Rows by their keys, many at once. */
  grantReadMany(fn: ArgusFunction): void {
    this.#grant(fn, ['dynamodb:BatchGetItem']);
  }

  grantCountFiles(fn: ArgusFunction): void {
    this.#grant(fn, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** Entering a state changes the batch and appends to its events; a new batch is an item like an event. */
  grantEnterStates(fn: ArgusFunction): void {
    this.grantRead(fn);
    this.#grant(fn, ['dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  /** Every row of a batch. */
  grantErase(fn: ArgusFunction): void {
    this.grantReadProgress(fn);
    this.#grant(fn, ['dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']);
  }

  grantList(fn: ArgusFunction, ...indexes: ('by-vehicle' | 'by-state')[]): void {
    for (const name of indexes) fn.allow(['dynamodb:Query'], `${this.table.tableArn}/index/${name}`);
  }

  #grant(fn: ArgusFunction, actions: string[]): void {
    fn.configure('BATCH_TABLE', this.table.tableName);
    // A batch is found as long as its report is.
    fn.configure('BATCH_KEPT_DAYS', String(this.#keptDays));
    fn.allow(actions, this.table.tableArn);
    // By way of the table: DynamoDB asks with the caller's right.
    if (this.#keyArn) fn.allow(['kms:Decrypt', 'kms:DescribeKey'], this.#keyArn);
  }
}

function index(indexName: string, partition: string): dynamodb.GlobalSecondaryIndexPropsV2 {
  return { indexName, partitionKey: { name: partition, type: STRING }, sortKey: { name: 'position', type: STRING } };
}
