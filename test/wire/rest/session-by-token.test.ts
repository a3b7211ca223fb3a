/** Sessions over REST for who brings a token of single sign-on. */
import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import { restServerForThisFile } from '../../helpers/rest-client.ts';
import { tokenRequest } from '../tokens/messages.ts';

const server = restServerForThisFile();
const http = () => supertest(server.running.url);

async function bearerToken(): Promise<string> {
  const reply = await http()
    .post('/sts/STSService/vsphere.local')
    .set('Content-Type', 'text/xml')
    .send(
      tokenRequest({
        user: ['administrator@vsphere.local', 'VMware1!'],
        nowMs: server.services.wall.nowMs(),
      }),
    );
  const token = /<saml2:Assertion.*<\/saml2:Assertion>/s.exec(reply.text)?.[0];
  if (token === undefined) throw new Error(`no token: ${reply.text}`);
  return token;
}

function sign(token: string): string {
  return `SIGN token="${gzipSync(token).toString('base64')}"`;
}

describe('a session over REST by token', () => {
  it('is opened at /api for whoever bears the token, and is good at other doors', async () => {
    const authorization = sign(await bearerToken());

    const reply = await http().post('/api/session').set('Authorization', authorization);

    expect(reply.status).toBe(201);
    const info = await http().get('/api/session').set('vmware-api-session-id', reply.body);
    expect(info.body).toMatchObject({ user: 'administrator@VSPHERE.LOCAL' });
    const json = await http()
      .post('/sdk/vim25/8.0.3.0/ServiceInstance/ServiceInstance/CurrentTime')
      .set('vmware-api-session-id', reply.body)
      .send({ _typeName: 'CurrentTimeRequestType' });
    expect(json.status).toBe(200);
  });

  it('is opened at /rest, wrapped', async () => {
    const authorization = sign(await bearerToken());

    const reply = await http()
      .post('/rest/com/vmware/cis/session')
      .set('Authorization', authorization);

    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ value: expect.stringMatching(/^[0-9a-f]{40}$/) });
  });

  it('lasts for the call where a token comes with any other', async () => {
    const authorization = sign(await bearerToken());
    const { sessions } = server.services;
    const before = sessions.all();

    const reply = await http().get('/api/vcenter/datacenter').set('Authorization', authorization);

    expect(reply.status).toBe(200);
    expect(sessions.all()).toEqual(before);
  });

  it('is refused for a token that was changed', async () => {
    const token = (await bearerToken()).replace(/>administrator@/i, '>root@');

    const reply = await http().post('/api/session').set('Authorization', sign(token));

    expect(reply.status).toBe(401);
    expect(reply.body).toMatchObject({ error_type: 'UNAUTHENTICATED' });
  });
});
