import { startFakeBedrock } from './fake-bedrock.ts';

/** Where docker-compose.localstack.yml expects the fake model. */
const PORT = 4599;

const { url } = await startFakeBedrock(() => ({ text: ['{"type":"none"}\n'], delayMs: 50 }), '0.0.0.0', PORT);
console.log(`A fake Bedrock answers at ${url}.`);
