import { DurableObject } from "cloudflare:workers";

/**
 * The floors: the least that a Worker of this shape can do on this runtime.
 * F0 parses JSON. F1 goes on to an object of its own for each request; the object exists beforehand, as the object
 * of a paused run does, and each gets exactly one call. F2 goes through one object that all requests share, as the
 * runs at one trigger share its list, and from there to an object of its own. Each object reads one row and writes
 * one, the callback's body in it, in an object with the schema in place.
 */
interface FloorsEnv {
  OWN: DurableObjectNamespace<Own>;
  SHARED: DurableObjectNamespace<Shared>;
}

export class Own extends DurableObject<FloorsEnv> {
  prepare(data: string): void {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE journal (seq INTEGER PRIMARY KEY, data TEXT NOT NULL) STRICT");
    sql.exec("INSERT INTO journal VALUES (1, ?)", data);
  }

  /** Brings the object and its database into memory. */
  touch(): number {
    const last = this.ctx.storage.sql
      .exec<{ seq: number; data: string }>("SELECT seq, data FROM journal ORDER BY seq DESC LIMIT 1")
      .one();
    return last.seq;
  }

  call(data: object): number {
    const seq = this.touch() + 1;
    this.ctx.storage.sql.exec("INSERT INTO journal VALUES (?, ?)", seq, JSON.stringify(data));
    return seq;
  }
}

export class Shared extends DurableObject<FloorsEnv> {
  prepare(id: string): void {
    const { sql } = this.ctx.storage;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS waits (id TEXT PRIMARY KEY, calls INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    );
    sql.exec("INSERT INTO waits VALUES (?, 0)", id);
  }

  async call(id: string, data: object): Promise<number> {
    const { sql } = this.ctx.storage;
    const { calls } = sql.exec<{ calls: number }>("SELECT calls FROM waits WHERE id = ?", id).one();
    sql.exec("UPDATE waits SET calls = ? WHERE id = ?", calls + 1, id);
    return this.env.OWN.getByName(id).call(data);
  }
}

export default {
  async fetch(request, { OWN, SHARED }) {
    const { pathname, searchParams } = new URL(request.url);
    const id = searchParams.get("id") ?? "";
    const data = await request.json<object>();
    switch (pathname) {
      case "/f0":
        break;
      case "/f1":
        await OWN.getByName(id).call(data);
        break;
      case "/f2":
        await SHARED.getByName("all").call(id, data);
        break;
      case "/touch":
        await OWN.getByName(id).touch();
        break;
      case "/f1/prepare":
        await OWN.getByName(id).prepare(JSON.stringify(data));
        break;
      case "/f2/prepare":
        await OWN.getByName(id).prepare(JSON.stringify(data));
        await SHARED.getByName("all").prepare(id);
        break;
      default:
        return new Response(null, { status: 404 });
    }
    return new Response(null);
  },
} satisfies ExportedHandler<FloorsEnv>;
