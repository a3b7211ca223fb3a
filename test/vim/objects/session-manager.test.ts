import { create } from '../../../server/inventory/change.ts';
import { DEFAULT_AUTHORIZATION } from '../../../server/vim/authorization/authorization-data.ts';
import type { Conversation } from '../../../server/vim/method.ts';
import type { UserSession } from '../../../server/vmodl/generated/data.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import {
  ADMINISTRATOR,
  SESSION_MANAGER,
  SmallVcenter,
  type SmallVcenterOptions,
} from '../../helpers/small-vcenter.ts';

const TWO_USERS: SmallVcenterOptions = {
  authorization: {
    ...DEFAULT_AUTHORIZATION,
    users: [
      ...DEFAULT_AUTHORIZATION.users,
      { name: 'viewer', domain: 'vsphere.local', password: 'secret' },
      { name: 'nobody', domain: 'vsphere.local', password: 'secret' },
    ],
    permissions: [
      ...DEFAULT_AUTHORIZATION.permissions,
      { principal: 'VSPHERE.LOCAL\\viewer', roleId: -2, propagate: true },
    ],
  },
};
const HALF_AN_HOUR_MS = 1_800_000;

let vcenter: SmallVcenter;
beforeEach(() => {
  vcenter = new SmallVcenter(TWO_USERS);
});
afterEach(() => vcenter.stop());

const fault = (name: string) => expect.objectContaining({ name });
const login = (conversation: Conversation, userName: string, password: string, locale?: string) =>
  vcenter.call(conversation, SESSION_MANAGER, 'Login', {
    userName,
    password,
    locale,
  }) as UserSession;
const call = (conversation: Conversation, method: string, args: object = {}) =>
  vcenter.call(conversation, SESSION_MANAGER, method, args);

describe('SessionManager.Login', () => {
  it('answers the session and leaves it in the conversation', () => {
    const conversation = vcenter.conversation({ userAgent: 'govc/0.38' });

    const answer = login(conversation, 'administrator@vsphere.local', 'VMware1!', 'en_US');

    expect(answer).toEqual({
      _typeName: 'UserSession',
      key: conversation.session?.key,
      userName: ADMINISTRATOR,
      fullName: 'Administrator vsphere.local',
      loginTime: '2026-01-01T00:00:00Z',
      lastActiveTime: '2026-01-01T00:00:00Z',
      locale: 'en_US',
      messageLocale: 'en',
      extensionSession: false,
      ipAddress: '192.0.2.1',
      userAgent: 'govc/0.38',
      callCount: 0,
    });
    expect(answer.key).toMatch(/^52[0-9a-f]{6}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(conversation.session?.secret).toMatch(/^[0-9a-f]{40}$/);
    expect(JSON.stringify(answer)).not.toContain(conversation.session?.secret);
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'UserLoginSessionEvent',
      userName: ADMINISTRATOR,
      sessionId: answer.key,
      fullFormattedMessage: `User ${ADMINISTRATOR}@192.0.2.1 logged in as govc/0.38`,
    });
  });

  it.each([
    ['Administrator', 'VMware1!'],
    ['VSPHERE.LOCAL\\administrator', 'VMware1!'],
    ['ADMINISTRATOR@VSPHERE.LOCAL', 'VMware1!'],
  ])('takes the user as %s', (userName, password) => {
    expect(login(vcenter.conversation(), userName, password).userName).toBe(ADMINISTRATOR);
  });

  it.each([
    ['administrator@vsphere.local', 'wrong'],
    ['administrator@vsphere.local', ''],
    ['stranger@vsphere.local', 'VMware1!'],
    ['', ''],
  ])('faults with InvalidLogin for %s and %s', (userName, password) => {
    const conversation = vcenter.conversation();

    expect(() => login(conversation, userName, password)).toThrow(fault('InvalidLogin'));
    expect(conversation.session).toBeUndefined();
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'BadUsernameSessionEvent',
      userName,
      ipAddress: '192.0.2.1',
    });
  });

  it('faults with NoPermission for a user who may nothing', () => {
    expect(() => login(vcenter.conversation(), 'nobody@vsphere.local', 'secret')).toThrow(
      fault('NoPermission'),
    );
    expect(vcenter.eventTypes()).toContain('NoAccessUserEvent');
  });

  it('faults with InvalidLocale for what is no locale', () => {
    const act = () => login(vcenter.conversation(), 'Administrator', 'VMware1!', '../en');

    expect(act).toThrow(fault('InvalidLocale'));
  });

  it('over a live session faults with InvalidLogin', () => {
    const conversation = vcenter.loggedIn();
    const { session } = conversation;

    expect(() => login(conversation, 'Administrator', 'VMware1!')).toThrow(fault('InvalidLogin'));
    expect(conversation.session).toBe(session);
    expect(vcenter.eventTypes()).toContain('AlreadyAuthenticatedSessionEvent');
  });

  it('takes any name and password when told to, and lets strangers do everything', () => {
    vcenter.stop();
    vcenter = new SmallVcenter({ auth: 'any' });

    const answer = login(vcenter.conversation(), 'user', 'pass');

    expect(answer.userName).toBe('user');
    expect(
      vcenter.authorization.holds('user', 'VirtualMachine.Interact.PowerOn', SESSION_MANAGER),
    ).toBe(true);
    expect(() => login(vcenter.conversation(), 'user', '')).toThrow(fault('InvalidLogin'));
  });

  it('never gives a secret or key twice', () => {
    vcenter.stop();
    vcenter = new SmallVcenter({ sessionsMax: 5000 });
    const secrets = new Set<string>();
    const keys = new Set<string>();
    for (let count = 0; count < 2000; count += 1) {
      const { session } = vcenter.loggedIn();
      secrets.add(session?.secret ?? '');
      keys.add(session?.key ?? '');
    }

    expect(secrets.size).toBe(2000);
    expect(keys.size).toBe(2000);
  });
});

describe('A session', () => {
  it('ends with Logout', () => {
    const conversation = vcenter.loggedIn();
    const { session } = conversation;

    call(conversation, 'Logout');

    expect(conversation.session).toBeUndefined();
    expect(vcenter.sessions.bySecret(session?.secret ?? '')).toBeUndefined();
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'UserLogoutSessionEvent',
      sessionId: session?.key,
      callCount: 1,
      loginTime: '2026-01-01T00:00:00Z',
    });
    expect(() => call(conversation, 'Logout')).toThrow(fault('NotAuthenticated'));
  });

  it('expires after half an hour without a call', () => {
    const secret = vcenter.loggedIn().session?.secret ?? '';
    vcenter.clock.advance(HALF_AN_HOUR_MS - 1);
    expect(vcenter.sessions.bySecret(secret)).toBeDefined();

    vcenter.clock.advance(HALF_AN_HOUR_MS - 1);
    expect(vcenter.sessions.bySecret(secret)).toBeDefined();
    vcenter.clock.advance(HALF_AN_HOUR_MS + 1);

    expect(vcenter.sessions.bySecret(secret)).toBeUndefined();
    expect(vcenter.sessions.all()).toEqual([]);
    expect(vcenter.eventTypes().at(-1)).toBe('UserLogoutSessionEvent');
  });

  it('outlives a leap of virtual time when it follows real time too', () => {
    vcenter.stop();
    vcenter = new SmallVcenter({ followsWall: true });
    const secret = vcenter.loggedIn().session?.secret ?? '';

    vcenter.clock.advance(10 * HALF_AN_HOUR_MS);
    expect(vcenter.sessions.bySecret(secret)).toBeDefined();
    vcenter.wall.advance(HALF_AN_HOUR_MS + 1);
    vcenter.clock.advance(HALF_AN_HOUR_MS + 1);

    expect(vcenter.sessions.bySecret(secret)).toBeUndefined();
  });

  it('costs no commit when it is used', () => {
    const conversation = vcenter.loggedIn();
    const { seq } = vcenter.inventory;

    vcenter.sessions.bySecret(conversation.session?.secret ?? '');
    call(conversation, 'SessionIsActive', { sessionID: 'x', userName: 'y' });

    expect(vcenter.inventory.seq).toBe(seq);
  });

  it('makes room for another when there are too many: the one idle longest ends', () => {
    vcenter.stop();
    vcenter = new SmallVcenter({ sessionsMax: 2 });
    const [first, second] = [vcenter.loggedIn(), vcenter.loggedIn()];
    vcenter.clock.advance(1000);
    vcenter.sessions.bySecret(first.session?.secret ?? '');

    vcenter.loggedIn();

    expect(vcenter.sessions.byKey(first.session?.key ?? '')).toBeDefined();
    expect(vcenter.sessions.byKey(second.session?.key ?? '')).toBeUndefined();
  });

  it('owns what has its key in the id', () => {
    const { session } = vcenter.loggedIn();
    if (!session) throw new Error('no session');

    const id = vcenter.sessions.ownedId(session);

    expect(id).toMatch(/^session\[52[0-9a-f-]{34}\]52[0-9a-f-]{34}$/);
    expect(vcenter.sessions.ownerKey(reference('ListView', id))).toBe(session.key);
    expect(vcenter.sessions.ownerKey(reference('VirtualMachine', 'vm-11'))).toBeUndefined();
  });
});

describe('SessionManager.TerminateSession', () => {
  it("ends others' sessions, and says so", () => {
    const [admin, viewer] = [vcenter.loggedIn(), vcenter.loggedIn('viewer', 'secret')];

    call(admin, 'TerminateSession', { sessionId: [viewer.session?.key] });

    expect(vcenter.sessions.byKey(viewer.session?.key ?? '')).toBeUndefined();
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'SessionTerminatedEvent',
      userName: ADMINISTRATOR,
      terminatedUsername: 'VSPHERE.LOCAL\\viewer',
    });
  });

  it('faults: NotFound for no session, InvalidArgument for the own one, NoPermission without the right', () => {
    const [admin, viewer] = [vcenter.loggedIn(), vcenter.loggedIn('viewer', 'secret')];

    expect(() => call(admin, 'TerminateSession', { sessionId: ['x'] })).toThrow(fault('NotFound'));
    expect(() => call(admin, 'TerminateSession', { sessionId: [admin.session?.key] })).toThrow(
      fault('InvalidArgument'),
    );
    expect(() => call(viewer, 'TerminateSession', { sessionId: [admin.session?.key] })).toThrow(
      fault('NoPermission'),
    );
  });
});

describe('SessionManager', () => {
  it('tells whether a session is active', () => {
    const admin = vcenter.loggedIn();
    const key = admin.session?.key;
    const isActive = (sessionID: unknown, userName: string) =>
      call(admin, 'SessionIsActive', { sessionID, userName });

    expect(isActive(key, 'administrator@vsphere.local')).toBe(true);
    expect(isActive(key, 'viewer')).toBe(false);
    expect(isActive('none', ADMINISTRATOR)).toBe(false);
  });

  it('clones a session by a ticket that is good once', () => {
    const admin = vcenter.loggedIn();
    const cloneTicket = call(admin, 'AcquireCloneTicket');
    const other = vcenter.conversation();

    const answer = call(other, 'CloneSession', { cloneTicket });

    expect(answer).toMatchObject({ userName: ADMINISTRATOR });
    expect(answer.key).not.toBe(admin.session?.key);
    expect(() => call(vcenter.conversation(), 'CloneSession', { cloneTicket })).toThrow(
      fault('InvalidLogin'),
    );
  });

  it('takes no ticket of an ended session, of another purpose, or one too old', () => {
    const admin = vcenter.loggedIn();
    const service = call(admin, 'AcquireGenericServiceTicket', {
      spec: data('SessionManagerHttpServiceRequestSpec', { url: 'https://vc.example/folder/a' }),
    });
    expect(service).toMatchObject({ hostName: 'vc.example' });
    const late = call(admin, 'AcquireCloneTicket');
    vcenter.clock.advance(121_000);
    const orphan = call(admin, 'AcquireCloneTicket');
    call(admin, 'Logout');

    for (const cloneTicket of [service.id, late, orphan, '']) {
      expect(() => call(vcenter.conversation(), 'CloneSession', { cloneTicket })).toThrow(
        fault('InvalidLogin'),
      );
    }
  });

  it('impersonates a user for who may', () => {
    const admin = vcenter.loggedIn();
    const before = admin.session;

    const answer = call(admin, 'ImpersonateUser', { userName: 'viewer' });

    expect(answer).toMatchObject({ userName: 'VSPHERE.LOCAL\\viewer' });
    expect(admin.session?.key).toBe(answer.key);
    expect(vcenter.sessions.byKey(before?.key ?? '')).toBeUndefined();
    expect(() => call(admin, 'ImpersonateUser', { userName: 'Administrator' })).toThrow(
      fault('NoPermission'),
    );
  });

  it('logs the bearer of a token in, if a door found one', () => {
    const bearer = vcenter.conversation({ tokenUserName: 'viewer@vsphere.local' });

    expect(call(bearer, 'LoginByToken')).toMatchObject({ userName: 'VSPHERE.LOCAL\\viewer' });
    expect(() => call(vcenter.conversation(), 'LoginByToken')).toThrow(fault('InvalidLogin'));
  });

  it('answers the ways to log in which it lacks with their own faults', () => {
    vcenter.inventory.apply([create(reference('ExtensionManager', 'ExtensionManager'), {})]);
    const conversation = vcenter.conversation();
    const extensionKey = 'com.acme';

    expect(() => call(conversation, 'LoginBySSPI', { base64Token: 'x' })).toThrow(
      fault('InvalidLogin'),
    );
    expect(() => call(conversation, 'LoginExtensionByCertificate', { extensionKey })).toThrow(
      fault('NoClientCertificate'),
    );
    expect(() => call(conversation, 'LoginExtensionBySubjectName', { extensionKey })).toThrow(
      fault('NotFound'),
    );
    expect(() => call(vcenter.loggedIn(), 'AcquireLocalTicket', { userName: 'x' })).toThrow(
      fault('NotSupported'),
    );
  });

  it('sets the locale of the session', () => {
    const admin = vcenter.loggedIn();

    call(admin, 'SetLocale', { locale: 'de-DE' });

    expect(admin.session?.locale).toBe('de_DE');
    expect(() => call(admin, 'SetLocale', { locale: '?' })).toThrow(fault('InvalidLocale'));
  });

  it('shows each reader who is connected, which session is his, and the message', () => {
    const [admin, viewer] = [vcenter.loggedIn(), vcenter.loggedIn('viewer', 'secret')];
    call(admin, 'UpdateServiceMessage', { message: 'Maintenance at noon' });
    const show = (property: string, conversation?: Conversation) =>
      vcenter.inventory.show(SESSION_MANAGER, property, { sessionKey: conversation?.session?.key });

    expect(show('sessionList')).toMatchObject([
      { userName: ADMINISTRATOR, callCount: 1 },
      { userName: 'VSPHERE.LOCAL\\viewer' },
    ]);
    expect(show('currentSession', viewer)).toMatchObject({ key: viewer.session?.key });
    expect(show('currentSession')).toBeUndefined();
    expect(show('message')).toBe('Maintenance at noon');
    expect(show('defaultLocale')).toBe('en');
    expect(show('supportedLocaleList')).toContain('ja');
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'GlobalMessageChangedEvent',
      message: 'Maintenance at noon',
    });
  });
});

describe('Lockout', () => {
  const fail = () => {
    expect(() => login(vcenter.conversation(), 'Administrator', 'wrong')).toThrow();
  };
  const succeeds = () => {
    try {
      login(vcenter.conversation(), 'Administrator', 'VMware1!');
      return true;
    } catch {
      return false;
    }
  };

  it('is off unless asked for', () => {
    for (let count = 0; count < 20; count += 1) fail();

    expect(succeeds()).toBe(true);
  });

  it('locks a user out after five failures within three minutes, for a while', () => {
    vcenter.stop();
    vcenter = new SmallVcenter({
      lockout: { attempts: 5, windowMs: 180_000, lockMs: 300_000 },
    });

    for (let count = 0; count < 4; count += 1) fail();
    vcenter.clock.advance(180_000);
    fail();
    expect(succeeds()).toBe(true);
    for (let count = 0; count < 5; count += 1) fail();
    expect(succeeds()).toBe(false);
    vcenter.clock.advance(299_999);
    expect(succeeds()).toBe(false);
    vcenter.clock.advance(1);

    expect(succeeds()).toBe(true);
  });
});
