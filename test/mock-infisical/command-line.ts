import { parseArgs } from 'node:util';
import { type Dialect, dialects, isDialect } from './dialect.ts';
import { type TlsMode, tlsModes } from './mock-infisical.ts';

/** What the program was asked to do. */
export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly sentence: string }
  | { readonly type: 'serve'; readonly options: ServeOptions };

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly dialect: Dialect;
  readonly tls: TlsMode;
  readonly extraNames: readonly string[];
  readonly caFile: string | null;
  /** Both or neither; null: a certificate is made for this run. */
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  readonly readyFile: string | null;
  /** null: the demo seed. */
  readonly seedFile: string | null;
  readonly allInOne: boolean;
  readonly secretsPerMinute: number | null;
  readonly loginsPerMinute: number | null;
}

export const helpText = `mock-infisical: a server that answers as Infisical does, for tests and demonstrations

  --host ADDRESS          listen here (127.0.0.1)
  --port NUMBER           listen here (0: any free port)
  --dialect DIALECT       ${dialects.join(' | ')} (v4-2026)
  --tls MODE              ${tlsModes.join(' | ')} (trusted)
  --plain                 the same as --tls none
  --name NAME             further DNS name or IP address in the certificate; may be repeated
  --certificate FILE      use this certificate (PEM), with --key FILE, instead of making one
  --ca-file FILE          write the certificate authority to trust here
  --seed FILE|demo        what the server holds, as JSON (demo)
  --ready-file FILE       write {url, caFile, identities, pid} here once listening
  --all-in-one            answer unknown routes with pages (v3-2024 only)
  --secrets-per-minute N  rate limit of the secret routes (none)
  --logins-per-minute N   rate limit of login, renewal and revocation (none)
  --help                  show this

Prints one line with its address once it listens, and ends with SIGTERM or SIGINT.

While it runs, it takes commands as plain JSON (400 and a sentence when malformed):
  POST   /__mock/faults         {"kind": {"type": "status", "status": 503}, "times": 2, "after": 0,
                                 "match": {"method": "GET", "pathPrefix": "/api/v4"}}
                                kinds: status delay hang reset cut-body html invalid-json hidden-values
                                empty-list redirect endless deep-json slow-drip locked
  DELETE /__mock/faults
  GET    /__mock/requests       DELETE forgets them
  PUT    /__mock/secrets        {"projectId", "environment", "path", "key", "value"}; value null deletes
  POST   /__mock/client-secret  {"clientId", "clientSecret"} rotates
  GET    /__mock/ca

Exit codes: 0 ended by a signal, 64 wrong command line, 65 wrong seed, 69 cannot listen,
73 cannot write a file
`;

/** Reads the command line (without the program's name). */
export function parseCommandLine(argv: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        'all-in-one': { type: 'boolean', default: false },
        'ca-file': { type: 'string' },
        certificate: { type: 'string' },
        dialect: { type: 'string', default: 'v4-2026' },
        help: { type: 'boolean', default: false },
        host: { type: 'string', default: '127.0.0.1' },
        key: { type: 'string' },
        'logins-per-minute': { type: 'string' },
        name: { type: 'string', multiple: true, default: [] },
        plain: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'ready-file': { type: 'string' },
        'secrets-per-minute': { type: 'string' },
        seed: { type: 'string', default: 'demo' },
        tls: { type: 'string' },
      },
    });
    if (values.help) {
      return { type: 'help' };
    }
    if ((values.certificate === undefined) !== (values.key === undefined)) {
      throw new Error('--certificate and --key belong together');
    }
    return {
      type: 'serve',
      options: {
        host: values.host,
        port: count('--port', values.port, 65_535) ?? 0,
        dialect: dialectOf(values.dialect),
        tls: tlsOf(values.tls, values.plain),
        extraNames: values.name,
        caFile: values['ca-file'] ?? null,
        certificateFile: values.certificate ?? null,
        keyFile: values.key ?? null,
        readyFile: values['ready-file'] ?? null,
        seedFile: values.seed === 'demo' ? null : values.seed,
        allInOne: values['all-in-one'],
        secretsPerMinute: count('--secrets-per-minute', values['secrets-per-minute']),
        loginsPerMinute: count('--logins-per-minute', values['logins-per-minute']),
      },
    };
  } catch (error) {
    return { type: 'wrong', sentence: error instanceof Error ? error.message : String(error) };
  }
}

function count(option: string, text: string | undefined, highest = 1_000_000): number | null {
  if (text === undefined) {
    return null;
  }
  if (!/^\d{1,7}$/.test(text) || Number(text) > highest) {
    throw new Error(`${option} must be a whole number from 0 to ${highest}, not '${text}'`);
  }
  return Number(text);
}

function dialectOf(text: string): Dialect {
  if (!isDialect(text)) {
    throw new Error(`--dialect must be one of ${dialects.join(', ')}, not '${text}'`);
  }
  return text;
}

function tlsOf(text: string | undefined, plain: boolean): TlsMode {
  const mode = tlsModes.find((known) => known === (text ?? (plain ? 'none' : 'trusted')));
  if (mode === undefined) {
    throw new Error(`--tls must be one of ${tlsModes.join(', ')}, not '${text}'`);
  }
  if (plain && mode !== 'none') {
    throw new Error(`--plain and --tls ${mode} contradict each other`);
  }
  return mode;
}
