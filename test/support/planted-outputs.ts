import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';

/** The files of the spec that {@link makeSpec} writes. */
export const outputNames = ['container.env', 'container.env.systemd', 'secrets.json'];

/** Old outputs, as an earlier apply left them. */
export function plantOldOutputs(app: App): void {
  for (const name of outputNames) writeFileSync(app.path(`out/${name}`), `old ${name}`, { mode: 0o400 });
}

/** What the output directory holds: name, bytes, inode and time of change, to be compared with another moment. */
export function snapshot(app: App): Record<string, string> {
  const directory = app.path('out');
  return Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => {
        const { ino, ctimeNs } = statSync(join(directory, name), { bigint: true });
        return [name, `${ino} ${ctimeNs} ${readFileSync(join(directory, name), 'utf8')}`];
      }),
  );
}
