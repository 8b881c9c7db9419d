/** Variables that the runners of automation set, one at least for each. */
const NAMES = [
  ...["CI", "CONTINUOUS_INTEGRATION", "BUILD_ID", "BUILD_NUMBER"],
  ...["GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "JENKINS_HOME", "HUDSON_URL", "TEAMCITY_VERSION", "BUILDKITE", "CIRCLECI"],
  ...["TRAVIS", "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "DRONE", "WOODPECKER", "SEMAPHORE", "CODEBUILD_BUILD_ID", "CIRRUS_CI", "CF_BUILD_ID"],
  ...["HARNESS_BUILD_ID", "GO_PIPELINE_NAME", "bamboo_buildKey", "PROW_JOB_ID", "TASKCLUSTER_ROOT_URL", "CM_BUILD_ID", "BITRISE_IO"],
  ...["NETLIFY", "VERCEL", "SCREWDRIVER", "WERCKER", "SHIPPABLE", "KAGGLE_KERNEL_RUN_TYPE"],
];

/** Whether this looks like a job of automation: its terminal, if it has one, is a log that others read. Any value counts, "false" too. */
export function isAutomated(env: NodeJS.ProcessEnv): boolean {
  return NAMES.some((name) => (env[name] ?? "") !== "");
}
