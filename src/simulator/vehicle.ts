import { adasChatter, androidChatter, busTraffic, gatewayChatter } from './background.ts';
import { type DiagnosticLink, Tester } from './diagnostics.ts';
import type { DltBoot, DltLine, Session } from './session.ts';
import type { LogcatPriority } from './writers/logcat.ts';

/** Files of a session: one per logger, as its gateway would upload them. */
export const FILES = {
  gateway: 'gateway.dlt',
  adas: 'adas.dlt',
  headUnit: 'headunit.logcat',
  bus: 'can0.log',
} as const;

/** Brake ECU, as its supplier addresses it. */
const BRAKE: DiagnosticLink = { file: FILES.bus, bus: 'can0', requestId: 0x760, responseId: 0x768 };

type Level = DltLine['level'];

/** A car with a gateway that runs campaigns (GW), a driver-assistance computer (ADAS), a head unit and a brake ECU. */
export class Vehicle {
  readonly session: Session;
  readonly brake: Tester;
  gateway: DltBoot;
  adas: DltBoot;

  constructor(session: Session) {
    this.session = session;
    this.brake = new Tester(session, BRAKE);
    // Both have been up for a while when the session starts.
    this.gateway = { ecu: 'GW', file: FILES.gateway, bootUs: session.startUs - 412_000_000, clockOffsetUs: 0 };
    this.adas = { ecu: 'ADAS', file: FILES.adas, bootUs: session.startUs - 398_000_000, clockOffsetUs: 0 };
  }

  /** The OTA master on the gateway. */
  master(text: string, level: Level = 'info', context = 'CAMP'): void {
    this.session.dlt(this.gateway, { app: 'OTAM', context, level, text });
    this.session.advance(0.05);
  }

  gatewaySays(app: string, context: string, text: string): void {
    this.session.dlt(this.gateway, { app, context, level: 'info', text });
    this.session.advance(0.02);
  }

  adasSays(app: string, context: string, text: string, level: Level = 'info'): void {
    this.session.dlt(this.adas, { app, context, level, text });
    this.session.advance(0.05);
  }

  /** update_engine on the head unit, in its logcat shape with a time of its own inside. */
  updateEngine(level: 'INFO' | 'WARNING' | 'ERROR', place: string, text: string): void {
    this.session.updateEngine(FILES.headUnit, { pid: 839, level, place, text });
    this.session.advance(0.03);
  }

  headUnitSays(tag: string, message: string, priority: LogcatPriority = 'I'): void {
    this.session.logcat(FILES.headUnit, { pid: 1, tag, message, priority });
    this.session.advance(0.02);
  }

  rebootAdas(seconds: number): void {
    this.session.advance(seconds);
    this.adas = { ...this.adas, bootUs: this.session.nowUs };
    this.session.advance(1.2);
  }

  /** Fills the time so far with what the ECUs say anyway; the gateway and the bus are silent in `outage`. */
  addBackground(outage?: { fromUs: number; toUs: number; before: DltBoot }): void {
    const { session } = this;
    const whole = { fromUs: session.startUs, toUs: session.nowUs };
    androidChatter(session, FILES.headUnit, { ...whole, toUs: outage?.fromUs ?? whole.toUs });
    const awake = outage
      ? [
          { fromUs: whole.fromUs, toUs: outage.fromUs },
          { fromUs: outage.toUs, toUs: whole.toUs },
        ]
      : [whole];
    for (const [i, span] of awake.entries()) {
      gatewayChatter(session, outage && i === 0 ? outage.before : this.gateway, span);
      busTraffic(session, FILES.bus, span);
    }
  }

  addAdasBackground(boot: DltBoot, span: { fromUs: number; toUs: number }): void {
    adasChatter(this.session, boot, span);
  }
}
