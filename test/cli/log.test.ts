import { createLogger } from '../../server/log.ts';

function lines(level: Parameters<typeof createLogger>[0]) {
  const written: string[] = [];
  return { log: createLogger(level, { write: (line) => written.push(line) }), written };
}

describe('the log', () => {
  it('writes JSON lines of its level and above', () => {
    const { log, written } = lines('warn');

    log.info('quiet');
    log.warn('loud', { vm: 'vm-1' });

    expect(written.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', msg: 'loud', vm: 'vm-1' },
    ]);
  });

  it('writes nothing when silent', () => {
    const { log, written } = lines('silent');

    log.error('nobody hears');

    expect(written).toEqual([]);
    expect(log.writes('error')).toBe(false);
  });

  it('leaves secrets out wherever requests and options hold them', () => {
    const { log, written } = lines('debug');

    log.debug('login', {
      password: 'p1',
      args: { userName: 'root', password: 'p2' },
      request: { headers: { cookie: 'p3', authorization: 'p4', 'vmware-api-session-id': 'p5' } },
      options: { tls: { key: 'p6' }, controlToken: 'p7' },
    });

    expect(written[0]).toContain('root');
    expect(written[0]).not.toMatch(/p[1-7]/);
  });

  it('keeps control characters of clients out of the terminal', () => {
    const { log, written } = lines('debug');

    log.debug('name', { name: '\u001b[2J\nforged' });

    expect(written).toHaveLength(1);
    expect(written[0]).not.toContain('\u001b');
    expect(written[0]?.trimEnd()).not.toContain('\n');
  });

  it('shows an error with its stack', () => {
    const { log, written } = lines('error');

    log.error('failed', { err: new Error('boom') });

    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      err: { message: 'boom', stack: expect.any(String) },
    });
  });
});
