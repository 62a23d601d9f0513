import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePorts } from "./free-ports.ts";
import { answersWell, startProgram } from "./program.ts";

export interface RabbitmqServer {
  /** Of its management, with its first user. */
  readonly url: string;
  /** The same for another user, or without one. */
  as(user: string | null, password?: string): string;
  /** The management API: `path` behind `/api`. */
  api(method: string, path: string, body?: object): Promise<unknown>;
  /** So many messages into a queue of the vhost /. */
  publish(queue: string, count: number): Promise<void>;
  /** Consumes from a queue of the vhost /, acknowledging nothing, until the socket is destroyed. */
  consume(queue: string): Promise<Socket>;
  /** Runs a line of Erlang inside the server. */
  run(line: string): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's own wrapper of this wants its system user. */
const SCRIPT = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const USER = "guest";
const NODE = "test@localhost";

/** Its settings let it collect once in a second at best. */
const QUICKEN = `[sys:replace_state(N, fun(S) -> setelement(3, S, 100) end)
  || N <- registered(), lists:suffix("_metrics_collector", atom_to_list(N))]`.replaceAll("\n", " ");

/** A RabbitMQ of one's own. Its statistics are a fifth of a second old, instead of five. */
export async function startRabbitmq(): Promise<RabbitmqServer> {
  const [management = 0, stomp = 0, distribution = 0, epmd = 0] = await freePorts(4);
  const environment = (folder: string): Readonly<Record<string, string>> => ({
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_CONF_ENV_FILE: "/dev/null",
    RABBITMQ_NODENAME: NODE,
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_LOGS: "-",
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}",
  });
  const at = `http://127.0.0.1:${management}`;
  const url = at.replace("//", `//${USER}:${USER}@`);
  const api = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${at}/api${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(`${USER}:${USER}`).toString("base64")}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : (JSON.parse(text) as unknown);
  };
  const { folder, stop } = await startProgram({
    name: "rabbitmq-server",
    environment,
    command: async (folder) => {
      await writeFile(join(folder, "plugins"), "[rabbitmq_management,rabbitmq_stomp].");
      await writeFile(join(folder, "rabbitmq.conf"), settings(management, stomp));
      // In the foreground, so that it ends with the others; the server would start one that stays.
      const both = `epmd -port ${epmd} -address 127.0.0.1 & exec "$0"`;
      return ["/bin/sh", "-c", both, existsSync(SCRIPT) ? SCRIPT : "rabbitmq-server"];
    },
    isReady: () => answersWell(`${at}/`),
  });
  const run = async (line: string): Promise<void> => {
    const env = { ...process.env, HOME: folder, ...environment(folder) };
    const running = promisify(execFile)("erl_call", ["-sname", NODE, "-e"], { env });
    running.child.stdin?.end(`${line}, ok.\n`);
    const { stdout } = await running;
    if (stdout !== "{ok, ok}") throw new Error(`${line}: ${stdout}`);
  };
  await run(QUICKEN);
  return {
    url,
    api,
    stop,
    as: (user, password = user ?? "") =>
      user === null ? at : at.replace("//", `//${user}:${password}@`),
    publish: async (queue, count) => {
      const socket = await stompTo(stomp);
      const send = frame("SEND", { destination: `/amq/queue/${queue}` }, "x");
      socket.write(send.repeat(count) + frame("DISCONNECT", { receipt: "all" }));
      await said(socket, "RECEIPT");
      socket.destroy();
    },
    consume: async (queue) => {
      const socket = await stompTo(stomp);
      const [destination, ack] = [`/amq/queue/${queue}`, "client-individual"];
      socket.write(frame("SUBSCRIBE", { id: "0", destination, ack, receipt: "on" }));
      await said(socket, "RECEIPT");
      return socket;
    },
    run,
  };
}

function settings(management: number, stomp: number): string {
  return [
    "listeners.tcp = none",
    "management.tcp.ip = 127.0.0.1",
    `management.tcp.port = ${management}`,
    `stomp.listeners.tcp.1 = 127.0.0.1:${stomp}`,
    "collect_statistics_interval = 100",
    ...["global", "basic", "detailed"].map(
      (section) => `management.sample_retention_policies.${section}.minute = 1`,
    ),
    "log.file = false",
    "log.console.level = warning",
  ].join("\n");
}

async function stompTo(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    frame("CONNECT", { "accept-version": "1.2", host: "/", login: USER, passcode: USER }),
  );
  await said(socket, "CONNECTED");
  return socket;
}

function frame(command: string, headers: Readonly<Record<string, string>>, body = ""): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  return `${[command, ...lines].join("\n")}\n\n${body}\0`;
}

function said(socket: Socket, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.once("error", reject);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (/(^|\0|\n)ERROR\n/.test(text)) reject(new Error(text));
      if (text.includes(`${command}\n`)) resolve();
    });
  });
}
