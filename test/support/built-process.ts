import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** A process of its own that runs `script` with `built` as the URL of the built program, and prints one line when it is ready. */
export async function runBuilt(
  script: string,
): Promise<{ readonly child: ChildProcess; readonly line: string }> {
  const built = new URL("../../dist/", import.meta.url).href;
  const child = spawn(
    process.execPath,
    ["--input-type=module", "--eval", `const built = ${JSON.stringify(built)};\n${script}`],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(() =>
      Promise.reject(new Error("The process ended before it was ready.")),
    ),
  ])) as [Buffer];
  return { child, line: String(line).trim() };
}

export async function killHard(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
