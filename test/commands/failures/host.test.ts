import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describeFailures } from './failure-row.ts';

/** What is wrong on this host: credentials, spec, outputs: exit status, first sentence, and the old outputs, which stay as they are (see failure-row.ts). */

describeFailures('this host', [
  {
    name: 'a credential file that is missing',
    before: (app) => rmSync(app.path('client-secret')),
    status: 78,
    code: 'credential-unusable',
    message: /^Make sure that .*client-secret exists and can be read .*\(ENOENT\)/,
    logins: 0,
  },
  {
    name: 'a credential file that is empty',
    before: (app) => writeFileSync(app.path('client-id'), '\n', { mode: 0o600 }),
    status: 78,
    code: 'credential-unusable',
    message: /^Put the client id of the machine identity, and nothing else, into .*: the file is empty/,
    logins: 0,
  },
  {
    name: 'a credential file with more than the credential',
    before: (app) => writeFileSync(app.path('client-secret'), 'CLIENT_SECRET=M4RKER # mine', { mode: 0o600 }),
    status: 78,
    code: 'credential-unusable',
    message: /^Put the client secret of .* after 20 characters/,
    logins: 0,
  },
  {
    name: 'a credential of systemd outside a unit',
    spec: () => ({ credentials: { clientIdFile: 'id', clientSecretFile: 'secret' } }),
    status: 78,
    code: 'credential-unusable',
    message:
      /^Give an absolute path in credentials\.clientIdFile, or pass the credential with LoadCredential=id:/,
    logins: 0,
  },
  {
    name: 'an output directory that is missing',
    spec: ({ directory }) => ({ outputs: { json: { format: 'json', path: `${directory}/missing/x` } } }),
    status: 73,
    code: 'output-not-creatable',
    message: /^Create the directory .*missing or correct outputs\.json\.path/,
    logins: 0,
  },
  {
    name: 'an owner that does not exist',
    spec: ({ directory }) => ({
      outputs: { json: { format: 'json', path: `${directory}/out/x`, owner: 'nobody-such' } },
    }),
    status: 73,
    code: 'output-not-creatable',
    message: /^Create the user nobody-such or correct outputs\.json\.owner/,
    logins: 0,
  },
  {
    name: 'a template that names a key that is missing',
    spec: ({ directory }) => ({
      outputs: { t: { format: 'template', path: `${directory}/out/t`, template: '{{secret:NOPE}}' } },
    }),
    status: 65,
    code: 'key-missing',
    message: /^Create "NOPE" in Infisical, or correct the template of outputs\.t/,
  },
  {
    name: 'a template with a mistake',
    spec: ({ directory }) => ({
      outputs: { t: { format: 'template', path: `${directory}/out/t`, template: '{{secret:PLAIN|jsn}}' } },
    }),
    status: 78,
    code: 'template-invalid',
    message: /^Use json instead of "jsn"/,
    logins: 0,
  },
  {
    name: 'a symbolic link planted at an output',
    before: (app) => {
      rmSync(app.path('out/secrets.json'));
      writeFileSync(app.path('target'), 'precious');
      symlinkSync(app.path('target'), app.path('out/secrets.json'));
    },
    status: 73,
    code: 'output-refused',
    message: /^Remove .*secrets\.json or choose another path for outputs\.json: it is a symbolic link/,
  },
  {
    name: 'a spec with a mistake',
    spec: () => ({ outputz: {} }),
    status: 78,
    code: 'spec-invalid',
    message: /^Correct outputz in the spec .*spec\.json: found an unknown key, expected "outputs"/,
    logins: 0,
  },
  {
    name: 'a spec that is missing',
    before: (app) => rmSync(app.specFile),
    status: 78,
    code: 'spec-unreadable',
    message: /^Give the path of a spec that can be read: .*spec\.json cannot be read \(ENOENT\)/,
    logins: 0,
  },
  {
    name: 'a mistake on the command line',
    words: ['aply'],
    status: 64,
    code: 'usage-wrong',
    message: /^Write "apply": there is no command "aply"\./,
    logins: 0,
  },
]);
