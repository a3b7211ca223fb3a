/** One-time tickets: secrets that stand for a session once, for a short while of real time. */
import { secureId } from '../../clock/random.ts';
import type { WallClock } from '../../clock/wall-clock.ts';
import type { ServiceRequest, Session, TicketPurpose } from './sessions.ts';

/** A ticket is good for so long, ms. */
const TICKET_MS = 120_000;
const TICKETS_MAX = 10_000;
const TICKET_BYTES = 20;

interface Issued {
  readonly session: Session;
  readonly purpose: TicketPurpose;
  readonly request: ServiceRequest | undefined;
  readonly untilMs: number;
}

/** Who a ticket stood for, and the one request it was good for. */
export interface Redeemed {
  readonly session: Session;
  readonly request: ServiceRequest | undefined;
}

export class Tickets {
  readonly #clock: Pick<WallClock, 'nowMs'>;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Pick<WallClock, 'nowMs'>) {
    this.#clock = clock;
  }

  issue(session: Session, purpose: TicketPurpose, request?: ServiceRequest): string {
    this.#dropExpired();
    const ticket = `cst-VCT-${secureId(TICKET_BYTES)}`;
    const untilMs = this.#clock.nowMs() + TICKET_MS;
    this.#issued.set(ticket, { session, purpose, request, untilMs });
    return ticket;
  }

  redeem(ticket: string, purpose: TicketPurpose): Redeemed | undefined {
    const issued = this.#issued.get(ticket);
    if (issued?.purpose !== purpose) return undefined;
    this.#issued.delete(ticket);
    return this.#clock.nowMs() < issued.untilMs ? issued : undefined;
  }

  revoke(session: Session): void {
    for (const [ticket, issued] of this.#issued) {
      if (issued.session === session) this.#issued.delete(ticket);
    }
  }

  /** Tickets stand in the order they expire. */
  #dropExpired(): void {
    for (const [ticket, issued] of this.#issued) {
      if (issued.untilMs > this.#clock.nowMs() && this.#issued.size < TICKETS_MAX) return;
      this.#issued.delete(ticket);
    }
  }
}
