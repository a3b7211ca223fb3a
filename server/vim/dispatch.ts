/**
 * The one way to a managed object: every door hands its decoded calls to `dispatch`.
 *
 * In this order: who calls (session), on what (object, and is it the caller's to see), may he
 * (privilege), and only then the method itself. A method of the API which is not written yet answers
 * `NotSupported` and is counted.
 */
import type { Catalog, MethodDef } from '../vmodl/catalog.ts';
import { managedObjectNotFound, systemError, VimFault } from '../vmodl/fault.ts';
import type { Ref } from '../vmodl/reference.ts';
import { isReference } from '../vmodl/reference.ts';
import { ANONYMOUS } from './authorization/authorization.ts';
import type { Context, Conversation, MethodCall, Services } from './method.ts';
import { MethodTables } from './object-types.ts';
import { fetchProperty } from './property-collector/fetch.ts';
import { ROOT_FOLDER } from './service/service-content.ts';
import type { Session } from './sessions/sessions.ts';

export type Dispatch = (call: MethodCall, conversation: Conversation) => unknown;

export interface DispatchOptions {
  readonly services: Services;
  readonly tables?: MethodTables;
  /** Hears of our own mistakes, which leave as SystemError. */
  readonly onError?: (error: unknown, call: MethodCall) => void;
  /** Hears of calls to methods that are not written. */
  readonly onMissing?: (method: MethodDef) => void;
}

export function createDispatch(options: DispatchOptions): Dispatch {
  const { services } = options;
  const tables = options.tables ?? new MethodTables(services.catalog);

  function run(call: MethodCall, conversation: Conversation): unknown {
    if (conversation.session) touch(conversation, services);
    const context = callContext(services, call, conversation);
    if (call.method === 'Fetch') return fetchProperty(context, call.ref, String(call.args['prop']));
    const method = knownMethod(services.catalog, call);
    if (method.privilege !== ANONYMOUS && !conversation.session) throw notAuthenticated();
    const self = visibleObject(services, call, conversation, method);
    authorize(services, method, self, call, conversation);
    const handler = tables.handler(self.type, method.name);
    if (!handler) {
      options.onMissing?.(method);
      throw new VimFault('NotSupported');
    }
    return handler(self, call.args, context);
  }

  return (call, conversation) => {
    const explain = (error: unknown): VimFault => {
      if (error instanceof VimFault) return error;
      options.onError?.(error, call);
      return systemError(error);
    };
    try {
      const answer = run(call, conversation);
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => {
        throw explain(error);
      });
    } catch (error) {
      throw explain(error);
    }
  };
}

/** The services and what is the call's own; made for every call, so by inheritance, not by copying. */
export function callContext(
  services: Services,
  call: MethodCall,
  conversation: Conversation,
): Context {
  const context = Object.create(services) as { -readonly [K in keyof Context]: Context[K] };
  context.call = call;
  context.conversation = conversation;
  context.session = conversation.session as Session;
  return context;
}

function touch(conversation: Conversation, services: Services): void {
  const { session } = conversation;
  if (!session) return;
  session.lastActiveMs = services.clock.now();
  session.callCount += 1;
}

function notAuthenticated(): VimFault {
  return new VimFault('NotAuthenticated', { object: ROOT_FOLDER, privilegeId: 'System.View' });
}

function knownMethod(catalog: Catalog, call: MethodCall): MethodDef {
  const method = catalog.method(call.method);
  if (method && method.rank <= call.rank) return method;
  const version = catalog.versions[call.rank] ?? '';
  throw new VimFault(
    'InvalidRequest',
    {},
    `Unable to resolve WSDL method name ${call.method} in ${catalog.versionName(call.rank)} (vim25/${version})`,
  );
}

/** The object, unless it is gone, belongs to another session, or has no such method. */
function visibleObject(
  services: Services,
  call: MethodCall,
  conversation: Conversation,
  method: MethodDef,
): Ref {
  const { catalog, inventory, sessions } = services;
  const self = inventory.demand(call.ref);
  const owner = sessions.ownerKey(self);
  if (owner !== undefined && owner !== conversation.session?.key) {
    const vmodlName = catalog.managed(self.type)?.vmodlName ?? self.type;
    throw managedObjectNotFound(self, vmodlName, self.value);
  }
  if (!catalog.isA(self.type, method.owner)) {
    const vmodlName = catalog.managed(self.type)?.vmodlName ?? self.type;
    throw new VimFault(
      'InvalidRequest',
      {},
      `The method ${method.name} is not a method of ${vmodlName}`,
    );
  }
  return self;
}

/** The method's own privilege on its object, and those its parameters demand of what they name. */
function authorize(
  services: Services,
  method: MethodDef,
  self: Ref,
  call: MethodCall,
  conversation: Conversation,
): void {
  if (!conversation.session) return;
  const { userName } = conversation.session;
  const { authorization } = services;
  if (method.privilege !== '' && method.privilege !== ANONYMOUS) {
    authorization.demand(userName, method.privilege, self);
  }
  for (const { name, privilege } of method.parameters) {
    if (privilege === undefined) continue;
    for (const ref of [call.args[name]].flat().filter(isReference)) {
      if (isLeftToView(services, method, ref)) continue;
      authorization.demand(userName, privilege, services.inventory.demand(ref));
    }
  }
}

/** Views do not fault for references to what is gone: they answer with those they could not find. */
function isLeftToView({ catalog, inventory }: Services, method: MethodDef, ref: Ref): boolean {
  return catalog.isA(method.owner, 'View') && !inventory.has(ref);
}
