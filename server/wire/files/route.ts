/**
 * The door to files on datastores: `/folder`.
 *
 *     GET    /folder                                      the datacenters, as a page
 *     GET    /folder?dcPath=DC                            its datastores
 *     GET    /folder/iso?dcPath=DC&dsName=DS              what lies in a folder
 *     GET    /folder/iso/a.iso?dcPath=DC&dsName=DS        a file, or a range of it
 *     PUT    /folder/iso/a.iso?…                          uploads it, over one that is there
 *     POST   /folder/iso/a.iso?…                          uploads it if there is none
 *     DELETE /folder/iso/a.iso?…                          deletes it, or an empty folder
 *
 * A host's own `/folder`, to which tickets of vCenter send a client, is this one too.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../log.ts';
import { fileBody } from '../../vim/datastore-files/file-body.ts';
import { FileEdits } from '../../vim/datastore-files/file-edits.ts';
import { deletedEvent } from '../../vim/datastore-files/file-events.ts';
import { cannotDelete, fileNotFound } from '../../vim/datastore-files/file-faults.ts';
import { demandFree, demandReadable } from '../../vim/datastore-files/file-locks.ts';
import { demandPlace, type FilePlace } from '../../vim/datastore-files/file-place.ts';
import { FileTree } from '../../vim/datastore-files/file-tree.ts';
import { demandUploadable, roomFor, uploadChanges } from '../../vim/datastore-files/upload.ts';
import type { Services } from '../../vim/method.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { targetOf } from './address.ts';
import { answerPage, answerText, Refusal, refusalOf } from './answer.ts';
import { type Caller, callerOf } from './caller.ts';
import { folderPage } from './folder-pages.ts';
import { receiveFile } from './receive-file.ts';
import { serveFile } from './serve-file.ts';

export interface FilesDoorOptions {
  readonly services: Services;
  /** Resolves when what has been changed so far is as safe as was asked for. */
  readonly settled: () => Promise<void>;
  readonly log: Logger;
}

export interface FilesDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller;
}

const ALLOWED = 'GET, HEAD, PUT, POST, DELETE';
/** What a refused client may still send before it is cut off: enough to read the refusal first. */
const DRAIN_BYTES_MAX = 64 * 2 ** 20;

export function createFilesDoor(options: FilesDoorOptions): FilesDoor {
  return new Door(options);
}

class Door implements FilesDoor {
  readonly #options: FilesDoorOptions;
  readonly #services: Services;

  constructor(options: FilesDoorOptions) {
    this.#options = options;
    this.#services = options.services;
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if (!/^\/folder(?=[/?]|$)/.test(request.url ?? '')) return false;
    this.#serve(request, response).catch((error: unknown) => this.#fail(request, response, error));
    return true;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    demandOwnSite(request);
    if (!ALLOWED.split(', ').includes(request.method ?? '')) {
      throw new Refusal(405, 'Method not allowed.', { allow: ALLOWED });
    }
    const caller = callerOf(request, this.#services.sessions);
    try {
      await this.#answer({ request, response, caller });
    } finally {
      caller.leave();
    }
  }

  async #answer(visit: Visit): Promise<void> {
    const { request, response, caller } = visit;
    const { session } = caller;
    const target = targetOf(request.url ?? '', caller.ticketUrl, this.#services);
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (target.kind !== 'place') {
      if (!reads) throw new Refusal(405, 'This is no file.', { allow: 'GET, HEAD' });
      answerPage(response, folderPage(target, { ...pick(this.#services), session }));
      return;
    }
    const { place } = target;
    const tree = new FileTree(this.#services.inventory, place.datastore);
    if (reads && tree.isFolder(place.path)) {
      demandPlace(place, 'Datastore.Browse', { ...pick(this.#services), session });
      answerPage(response, folderPage(target, { ...pick(this.#services), session }));
      return;
    }
    demandPlace(place, 'Datastore.FileManagement', { ...pick(this.#services), session });
    if (reads) await this.#send(visit, place);
    else if (request.method === 'DELETE') await this.#remove(visit, place);
    else await this.#receive(visit, place);
  }

  async #send({ request, response }: Visit, place: FilePlace): Promise<void> {
    const { inventory } = this.#services;
    const found = new FileTree(inventory, place.datastore).at(place.path);
    if (found.kind !== 'file') throw fileNotFound(place.name);
    demandReadable(found.file, place, inventory);
    await serveFile(request, response, fileBody(found.file, place, this.#services));
  }

  async #receive({ request, response, caller }: Visit, place: FilePlace): Promise<void> {
    const { inventory, clock, fileContents } = this.#services;
    const wish = { place, overwrite: request.method === 'PUT' };
    const before = demandUploadable(wish, inventory);
    await receiveFile(request, {
      contents: fileContents,
      roomBytes: () => roomFor(place, before, inventory),
      store: (arrival) => {
        inventory.apply(uploadChanges(wish, arrival, { inventory, now: clock.iso() }), {
          method: 'PUT /folder',
          userName: caller.session.userName,
        });
      },
    });
    await this.#options.settled();
    answerText(response, before ? 200 : 201, before ? 'OK' : 'Created');
  }

  async #remove({ response, caller }: Visit, place: FilePlace): Promise<void> {
    const { inventory, clock, catalog, events } = this.#services;
    const { session } = caller;
    const tree = new FileTree(inventory, place.datastore);
    const found = tree.at(place.path);
    if (found.kind === 'missing') throw fileNotFound(place.name);
    if (place.path === '') throw cannotDelete(place.name);
    if (found.kind === 'file') demandFree([found.file], 'delete', { place, tree, inventory });
    else if (tree.entries(place.path).length > 0) {
      throw new VimFault('DirectoryNotEmpty', { file: place.name }, 'The folder is not empty.');
    }
    const edits = new FileEdits({ inventory, now: clock.iso() });
    edits.remove(place.datastore, [place.path]);
    const event = deletedEvent(place, { inventory, catalog, events, session });
    inventory.apply([...edits.changes(), event], {
      method: 'DELETE /folder',
      userName: session.userName,
    });
    await this.#options.settled();
    response.writeHead(204).end();
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    // Who has hung up is owed nothing.
    if (response.destroyed || (request.destroyed && !request.complete)) return;
    const refusal = refusalOf(error);
    if (!refusal) this.#options.log.error('a file request failed', { err: error });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, message, headers } = refusal ?? new Refusal(500, 'Internal error.');
    const closing = request.complete ? {} : { connection: 'close' };
    answerText(response, status, message, { ...headers, ...closing });
    drain(request);
  }
}

type Needs = Pick<Services, 'inventory' | 'entityIndex' | 'authorization'>;

function pick({ inventory, entityIndex, authorization }: Services): Needs {
  return { inventory, entityIndex, authorization };
}

/** Forms of other sites carry the password a browser remembers, so they must not upload. */
function demandOwnSite({ method, headers, rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name));
  if (hosts.length > 1) throw new Refusal(400, 'One Host header is expected.');
  const site = headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign && method !== 'GET' && method !== 'HEAD') {
    throw new Refusal(403, 'Files are not open to pages of other sites.');
  }
}

/** Throws away what still comes, for a while, so that the client lives to read the answer. */
function drain(request: IncomingMessage): void {
  if (request.complete) return;
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES_MAX) request.destroy();
  });
  request.on('error', () => undefined);
  request.resume();
}
