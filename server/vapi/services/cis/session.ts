/**
 * `com.vmware.cis.session`: the session a client opened at any door. Sessions are those of vim25's
 * SessionManager: whoever logs in here is seen there, and who is logged out there is out here.
 */
import { loginName } from '../../login-name.ts';
import { vapiService } from '../../service.ts';

export const session = vapiService('com.vmware.cis.session', {
  /** The door has logged the caller in with the credentials of the request. */
  create: (_input, { session: { secret } }) => secret,

  get(_input, { session: { userName, loginTimeMs, lastActiveMs }, clock }) {
    return {
      user: loginName(userName),
      created_time: clock.iso(loginTimeMs),
      last_accessed_time: clock.iso(lastActiveMs),
    };
  },

  delete(_input, { sessions, session, conversation }) {
    sessions.end(session);
    conversation.session = undefined;
  },
});
