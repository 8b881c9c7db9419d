import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Fault } from "../../src/core/fault.ts";
import type { PythonRuntime } from "../../src/core/runner.ts";
import { cacheFolder, type EnvironmentMaker, torchRequirement } from "../../src/runner/cached-python.ts";
import { findPython, pythonFacts, runtimeFolder } from "../../src/runner/python.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Makes wheels that hold one module each; `torch` says its version when it is imported. */
const MAKE_WHEELS = `
import sys, zipfile, os
out = sys.argv[1]
for spec in sys.argv[2:]:
    name, version, folder = spec.split("|")
    os.makedirs(os.path.join(out, folder), exist_ok=True)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(os.path.join(out, folder, f"{name}-{version}-py3-none-any.whl"), "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", f"__version__ = '{version}'\\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
`;

let folder: string;
let server: Server;
let origin: string;
const asked: string[] = [];

/** A package index (PEP 503) per folder: /pypi/ without the CPU build of torch, /cpu/ with it, /all/ with everything. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tunegate-python-test-"));
  const wheels = join(folder, "wheels");
  const specs = ["tgpeft|1.0|pypi", "torch|2.13.0|pypi", "torch|2.13.0+cpu|cpu", "tgpeft|1.0|all", "torch|2.13.0+cpu|all"];
  execFileSync("python3", ["-c", MAKE_WHEELS, wheels, ...specs]);
  server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? "");
    asked.push(url);
    const file = join(wheels, url);
    if (url.endsWith(".whl") && existsSync(file)) return void response.end(readFileSync(file));
    const [, index = "", name = ""] = url.split("/");
    const listed = existsSync(join(wheels, index))
      ? execFileSync("ls", [join(wheels, index)], { encoding: "utf8" })
          .trim()
          .split("\n")
      : [];
    const links = listed.filter((wheel) => wheel.startsWith(`${name.replace("-", "_")}-`));
    if (links.length === 0) response.statusCode = 404;
    response.setHeader("content-type", "text/html");
    response.end(links.map((wheel) => `<a href="/${index}/${encodeURIComponent(wheel)}">${wheel}</a>`).join("\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

let home: string;
let said: string[];
beforeEach(() => {
  home = mkdtempSync(join(folder, "home-"));
  said = [];
  asked.length = 0;
});

/** A machine whose pip asks `index`, with nothing of the real configuration. */
function machine(index: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: pathWithPlainPython(),
    HOME: home,
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: index,
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    ...more,
  };
}

/** A PATH whose python3 has no torch of its own, as on a fresh machine. */
function pathWithPlainPython(): string {
  const bin = join(home, "bin");
  if (!existsSync(bin)) {
    mkdirSync(bin);
    const real = execFileSync("python3", ["-c", "import sys; print(sys._base_executable)"], { encoding: "utf8" }).trim();
    symlinkSync(real, join(bin, "python3"));
    for (const tool of ["sh", "env"]) symlinkSync(execFileSync("which", [tool], { encoding: "utf8" }).trim(), join(bin, tool));
  }
  return bin;
}

function maker(more: Partial<EnvironmentMaker> = {}): EnvironmentMaker {
  const lock = join(home, "requirements.lock");
  writeFileSync(lock, "# test\ntgpeft==1.0\ntorch==2.13.0+cpu\n");
  return { lock, cache: join(home, "cache"), torchFallback: `${origin}/cpu`, say: (line) => said.push(line), ...more };
}

function find(env: Record<string, string>, make: EnvironmentMaker, explicit?: string): Promise<PythonRuntime> {
  return findPython({ explicit, root: home, env, maker: make });
}

async function torchOf(python: string): Promise<string | null | undefined> {
  return (await pythonFacts(python, { PATH: "/usr/bin:/bin" }))?.torch;
}

describe("the cached environment", () => {
  it("takes torch from where pip is configured to look", async () => {
    const found = await find(machine(`${origin}/all`), maker());
    expect(found.origin).toBe("cached environment");
    expect(await torchOf(found.python)).toBe("2.13.0+cpu");
    expect(asked.some((url) => url.startsWith("/cpu/"))).toBe(false);
    expect(said.join("\n")).toContain("Making a Python environment");

    const before = asked.length;
    expect(await find(machine(`${origin}/all`), maker())).toEqual(found);
    expect(asked.length).toBe(before);
  });

  it("goes to the CPU index when pip's own has only the GPU build, and says so", async () => {
    const found = await find(machine(`${origin}/pypi`), maker());
    expect(await torchOf(found.python)).toBe("2.13.0+cpu");
    expect(said.some((line) => line.includes("/cpu"))).toBe(true);
  });

  it("works where pip is configured with a local wheel, without any index for torch", async () => {
    const env = machine(`${origin}/pypi`, { PIP_FIND_LINKS: join(folder, "wheels", "cpu") });
    const found = await find(env, maker({ torchFallback: `${origin}/nowhere` }));
    expect(await torchOf(found.python)).toBe("2.13.0+cpu");
  });

  it("asks only --torch-index for torch when it is given", async () => {
    const found = await find(machine(`${origin}/pypi`), maker({ torchIndex: `${origin}/cpu` }));
    expect(await torchOf(found.python)).toBe("2.13.0+cpu");
    expect(asked.filter((url) => url.startsWith("/pypi/torch"))).toEqual([]);
  });

  it("says what to do when no index has torch, and leaves nothing half made", async () => {
    const failing = find(machine(`${origin}/pypi`), maker({ torchFallback: `${origin}/nowhere` }));
    await expect(failing).rejects.toThrow(/torch==2.13.0\+cpu was found neither/);
    await failing.catch((error: Fault) => {
      expect(error.exitCode).toBe(4);
      expect(error.details.fix).toContain("--torch-index");
    });
    const found = await find(machine(`${origin}/all`), maker());
    expect(await torchOf(found.python)).toBe("2.13.0+cpu");
  });

  it("is made once when two ask at the same time", async () => {
    const make = maker();
    const [first, second] = await Promise.all([find(machine(`${origin}/all`), make), find(machine(`${origin}/all`), make)]);
    expect(first).toEqual(second);
    expect(said.filter((line) => line.startsWith("Making"))).toHaveLength(1);
  });
});

describe("the team's Python", () => {
  function venvWithTorch(path: string): string {
    execFileSync("python3", ["-m", "venv", "--without-pip", path]);
    const site = execFileSync(join(path, "bin/python"), ["-c", "import site; print(site.getsitepackages()[0])"], {
      encoding: "utf8",
    }).trim();
    mkdirSync(join(site, "torch"));
    writeFileSync(join(site, "torch/__init__.py"), "");
    mkdirSync(join(site, "torch-2.9.0.dist-info"));
    writeFileSync(join(site, "torch-2.9.0.dist-info/METADATA"), "Metadata-Version: 2.1\nName: torch\nVersion: 2.9.0\n");
    return path;
  }

  it("is found in --python, VIRTUAL_ENV, .venv and conda, in this order", async () => {
    const path = (name: string) => venvWithTorch(join(home, name));
    const [named, active, local, conda] = [path("named"), path("active"), path(".venv"), path("conda")];
    const env = machine("http://127.0.0.1:1/none", { VIRTUAL_ENV: active, CONDA_PREFIX: conda });
    expect((await find(env, maker(), named)).origin).toBe("--python");
    expect(await find(env, maker())).toMatchObject({ origin: "VIRTUAL_ENV" });
    expect(await find({ ...env, VIRTUAL_ENV: "/absent" }, maker())).toMatchObject({ origin: ".venv" });
    rmSync(local, { recursive: true });
    expect(await find({ ...env, VIRTUAL_ENV: "/absent" }, maker())).toMatchObject({ origin: "conda" });
  });

  it.each([
    ["has no torch", (): string => join(pathWithPlainPython(), "python3"), /has no torch/],
    ["is no Python", (): string => "/bin/true", /is no Python that starts/],
    ["is not there", (): string => "/nowhere/python", /is no Python that starts/],
  ])("named by --python is refused when it %s", async (_name, program, words) => {
    const failing = find(machine("http://127.0.0.1:1/none"), maker(), program());
    await expect(failing).rejects.toThrow(words);
    await failing.catch((error: Fault) => expect(error.exitCode).toBe(4));
  });

  it("is missed with a sentence where there is none", async () => {
    const failing = find({ PATH: "/nowhere", HOME: home }, maker());
    await expect(failing).rejects.toBeInstanceOf(Fault);
    await expect(failing).rejects.toThrow(/No Python was found/);
  });
});

describe("the lock", () => {
  const lock = readFileSync(join(runtimeFolder(), "requirements.lock"), "utf8");
  it("names the CPU build everywhere but on macOS, which has one build", () => {
    expect(torchRequirement(lock, "linux")).toBe("torch==2.13.0+cpu");
    expect(torchRequirement(lock, "win32")).toBe("torch==2.13.0+cpu");
    expect(torchRequirement(lock, "darwin")).toBe("torch==2.13.0");
  });
  it("pins every package exactly", () => {
    const lines = lock.split("\n").filter((line) => line && !line.startsWith("#"));
    expect(lines.every((line) => /^[a-z0-9_.-]+==[0-9][\w.+]*( ; .+)?$/.test(line))).toBe(true);
  });
  it("keeps environments in the user's cache", () => {
    expect(cacheFolder({ HOME: "/h" })).toBe("/h/.cache/tunegate");
    expect(cacheFolder({ HOME: "/h", XDG_CACHE_HOME: "/c" })).toBe("/c/tunegate");
    expect(cacheFolder({ HOME: "/h", TUNEGATE_CACHE: "/t" })).toBe("/t");
  });
});
