import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end why tests were skipped, and last how many passed, failed and were skipped, on one line. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      // A file that cannot be loaded has no tests, and is a failure all the same.
      if (module.errors().length > 0) counts.failed += 1;
      for (const { result } of [...module.children.allTests()].map((each) => ({ result: each.result() }))) {
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'skipped') {
          counts.skipped += 1;
          const reason = result.note ?? 'no reason given';
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        } else counts.failed += 1;
      }
    }
    for (const [reason, count] of reasons) process.stdout.write(`skipped ${count}: ${reason}\n`);
    const { passed, failed, skipped } = counts;
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
