import fc from "fast-check";

// The same tests on every run. Set S2CHECK_TEST_SEED to look elsewhere, for example before a release.
fc.configureGlobal({ seed: Number(process.env["S2CHECK_TEST_SEED"] ?? 1) });
