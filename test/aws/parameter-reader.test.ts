import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readParameter } from '#src/aws/parameter-reader.ts';

/** Parameter Store, as far as it is asked. */
async function parameterStore(status: number, body: object) {
  const asked: { target: string; authorization: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const { authorization = '', 'x-amz-target': target = '' } = request.headers;
    const text = (await Array.fromAsync(request as AsyncIterable<Buffer>)).join('');
    asked.push({ target: String(target), authorization, body: text });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret' });
  const read = () =>
    readParameter('/argus-dev/page-client', { region: 'eu-central-1', credentials, nowMs: () => 0, endpoint });
  return { read, asked };
}

test('asks for one parameter by name, signed, and gives its text', async () => {
  const { asked, read } = await parameterStore(200, { Parameter: { Value: 'abc123' } });
  expect(await read()).toBe('abc123');
  expect(asked).toEqual([
    {
      target: 'AmazonSSM.GetParameter',
      authorization: expect.stringContaining('Credential=AKID/19700101/eu-central-1/ssm/aws4_request'),
      body: '{"Name":"/argus-dev/page-client"}',
    },
  ]);
});

test.each([
  [400, { __type: 'ParameterNotFound' }, 'status 400'],
  [200, {}, 'no text'],
])('says that the parameter could not be read where the answer is %d %j', async (status, body, what) => {
  const { read } = await parameterStore(status, body);
  await expect(read()).rejects.toMatchObject({
    name: 'ParameterUnknown',
    message: `The parameter /argus-dev/page-client could not be read (${what}).`,
  });
});
