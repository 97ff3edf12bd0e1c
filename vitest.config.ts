import "./src/cli/require-node.cjs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    reporters: ["default", "./tests/closing-line.ts"],
    testTimeout: 60_000,
    // By itself vitest leaves a core to its main thread, which has little to do.
    maxWorkers: "100%",
    // Test files share a process: it halves the time, and nothing here keeps state in a module.
    isolate: false,
    // Node runs our sources as they are (erasable types only). Vite's module runner would turn every imported name into
    // a property read, which costs the hot loops about a tenth, and tests would run other code than the command line.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
