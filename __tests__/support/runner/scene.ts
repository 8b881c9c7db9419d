/** A pull request on a rig: a repository with base and merge commit, an event file, a results service and a GitHub API. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestRepo, testRepo } from "../repo.ts";
import { type CompositeOptions, type CompositeResult, type Meddling, runComposite } from "./composite.ts";
import { type GithubApi, startGithubApi } from "./github-api.ts";
import { type ResultsService, startResultsService } from "./results-service.ts";

export interface SceneOptions {
  /** Files of the base, or an absolute path of a folder with them. */
  readonly base: Readonly<Record<string, string>> | string;
  /** What the pull request does, in a checkout of its branch. */
  readonly change: (repo: TestRepo) => void;
  /** A pull request from another repository. */
  readonly fork?: boolean;
  readonly branch?: string;
  readonly title?: string;
  readonly event?: "pull_request" | "push" | "pull_request_target";
}

export interface Scene {
  readonly repo: TestRepo;
  readonly api: GithubApi;
  readonly service: ResultsService;
  /** Commits: the base's tip, the pull request's head, the merge that is checked out. */
  readonly base: string;
  head: string;
  /** Commits more to the pull request and checks out the new merge. */
  push(change: (repo: TestRepo) => void): void;
  run(more?: RunMore): Promise<CompositeResult>;
  /** Options of the composite for one job of a workflow: its own runner, the same event and services. */
  job(name: string): CompositeOptions;
  /** Run folder of the run that goes on or ended last. */
  lastFolder(): string;
  close(): void;
}

export interface RunMore {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly meddle?: Readonly<Record<string, Meddling>>;
  /** `false`: the runner offers no artifact and cache service. */
  readonly services?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const REPOSITORY = "acme/triage";

/** Builds the scene; `root` is the action's folder. */
export async function makeScene(root: string, options: SceneOptions): Promise<Scene> {
  const repo = baseRepo(options.base);
  const base = repo.git("rev-parse", "HEAD");
  const branch = options.branch ?? "change";
  const temp = mkdtempSync(join(tmpdir(), "runner-temp-"));
  const [api, service] = [await startGithubApi(), await startResultsService()];
  let run = 0;
  const scene: Scene = {
    repo,
    api,
    service,
    base,
    head: base,
    push: (change) => {
      repo.git("checkout", "-q", ...(scene.head === base ? ["-b", branch, base] : [branch]));
      change(repo);
      scene.head = repo.commit("change");
      repo.git("checkout", "-q", "--detach", base);
      repo.git("merge", "-q", "--no-ff", "-m", "merge", scene.head);
    },
    run: (more = {}) => {
      run += 1;
      return runComposite(compositeOptions(root, temp, run, scene, options, more));
    },
    job: () => {
      run += 1;
      return compositeOptions(root, temp, run, scene, options, { env: { GITHUB_RUN_ID: "1000" } });
    },
    lastFolder: () => {
      const runnerTemp = join(temp, `run-${run}`);
      const work = readdirSync(runnerTemp).find((name) => name.startsWith("tunegate-"));
      return join(runnerTemp, work ?? "", `${1000 + run}-1`);
    },
    close: () => {
      api.close();
      service.close();
      repo.remove();
      rmSync(temp, { recursive: true, force: true });
    },
  };
  scene.push(options.change);
  return scene;
}

function baseRepo(base: SceneOptions["base"]): TestRepo {
  if (typeof base !== "string") return testRepo(base);
  const repo = testRepo();
  cpSync(base, repo.dir, { recursive: true });
  repo.commit("first");
  return repo;
}

function compositeOptions(root: string, temp: string, run: number, scene: Scene, options: SceneOptions, more: RunMore): CompositeOptions {
  const event = options.event ?? "pull_request";
  const eventPath = join(temp, `event-${run}.json`);
  writeFileSync(eventPath, JSON.stringify(eventFile(event, scene, options)));
  const merge = scene.repo.git("rev-parse", "HEAD");
  const runnerTemp = join(temp, `run-${run}`);
  mkdirSync(runnerTemp);
  return {
    root,
    workspace: scene.repo.dir,
    runtimeEnv: more.services === false ? {} : scene.service.env,
    inputs: more.inputs ?? {},
    github: { repository: REPOSITORY, event_name: event },
    meddle: more.meddle ?? {},
    env: {
      RUNNER_TEMP: runnerTemp,
      RUNNER_TOOL_CACHE: join(temp, "tools"),
      GITHUB_API_URL: scene.api.url,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: eventPath,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: String(1000 + run),
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_SHA: event === "pull_request_target" ? scene.base : merge,
      GITHUB_REF: event === "push" ? "refs/heads/main" : "refs/pull/7/merge",
      GIT_CONFIG_GLOBAL: "/dev/null",
      ...more.env,
    },
  };
}

function eventFile(event: string, scene: Scene, options: SceneOptions): object {
  const repository = { id: 1, default_branch: "main", full_name: REPOSITORY };
  if (event === "push") return { before: scene.base, after: scene.head, repository };
  const head = { sha: scene.head, ref: options.branch ?? "change", repo: { id: options.fork ? 2 : 1 } };
  return {
    repository,
    number: 7,
    pull_request: {
      number: 7,
      title: options.title ?? "A change",
      body: options.title ?? "",
      head,
      base: { sha: scene.base, ref: "main", repo: { id: 1 } },
    },
  };
}
