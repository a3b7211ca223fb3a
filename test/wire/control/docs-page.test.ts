import { serverForThisFile } from '../../helpers/server.ts';

const server = serverForThisFile({ controlToken: 'secret' });

describe('/_mock/docs', () => {
  it('is a page without scripts that anybody may read', async () => {
    const response = await fetch(`${server.running.url}/_mock/docs`);
    const page = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|src=|https?:/);
  });

  it('shows operations of the control plane and of the vAPI, with their schemas', async () => {
    const page = await (await fetch(`${server.running.url}/_mock/docs`)).text();

    expect(page).toContain('<code>/_mock/clock</code>');
    expect(page).toContain('<code>/api/vcenter/datacenter/{datacenter}</code>');
    expect(page).toContain('id="schema-vcenter.datacenter.summary"');
  });

  it('links to nothing that is not there', async () => {
    const page = await (await fetch(`${server.running.url}/_mock/docs`)).text();
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);

    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });
});
