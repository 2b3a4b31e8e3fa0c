import { writeFileSync } from 'node:fs';
import { appSeed } from '../../support/app.ts';
import { describeFailures } from './failure-row.ts';

/** A login that is refused: exit status, first sentence, and the old outputs, which stay as they are (see failure-row.ts). */

describeFailures('the credentials', [
  {
    name: 'a wrong client id',
    before: (app) =>
      writeFileSync(app.path('client-id'), '99999999-2222-4333-8444-555555555555', { mode: 0o600 }),
    status: 77,
    code: 'credentials-refused',
    message:
      /^Put a valid client id and client secret into .*client-id and .*client-secret .*: POST https:.*login refused the login \(401 UnauthorizedError, request req-\w+\)\./,
    logins: 1,
  },
  {
    name: 'a wrong client secret',
    before: (app) => writeFileSync(app.path('client-secret'), 'wrong-but-M4RKER', { mode: 0o600 }),
    status: 77,
    code: 'credentials-refused',
    message: /^Put a valid client id and client secret into/,
    logins: 1,
  },
  {
    name: 'a wrong client secret on a server of 2024',
    mock: { dialect: 'v3-2024' },
    before: (app) => writeFileSync(app.path('client-secret'), 'wrong-but-M4RKER', { mode: 0o600 }),
    status: 77,
    code: 'credentials-refused',
    message: /^Put a valid client id and client secret into .*\(403 UnauthorizedError\)/,
    logins: 1,
  },
  {
    name: 'an identity that is locked',
    before: (app) => app.mock.addFault({ kind: { type: 'locked' } }),
    status: 69,
    code: 'identity-locked',
    message: /^Find the host that logs in with a wrong client secret and stop it, then wait five minutes: /,
    logins: 1,
  },
  {
    name: 'an unknown sub-organization',
    spec: ({ directory }) => ({
      credentials: {
        clientIdFile: `${directory}/client-id`,
        clientSecretFile: `${directory}/client-secret`,
        organizationSlug: 'nope',
      },
    }),
    status: 78,
    code: 'organization-unknown',
    message: /^Correct credentials\.organizationSlug \(nope\) or give the identity access to it: /,
    logins: 1,
  },
  {
    name: 'a host that the client secret does not trust',
    mock: {
      seed: {
        ...appSeed,
        identities: appSeed.identities.map((identity) => ({
          ...identity,
          trustedAddresses: ['10.9.8.0/24'],
        })),
      },
    },
    status: 77,
    code: 'address-refused',
    message: /^Add the address of this host to the trusted addresses of the client secret: /,
    logins: 1,
  },
  {
    name: 'a client secret that has expired',
    mock: {
      seed: {
        ...appSeed,
        identities: appSeed.identities.map((identity) => ({ ...identity, expired: true })),
      },
    },
    status: 77,
    code: 'credentials-refused',
    message:
      /^Create a new client secret for the machine identity and put it into .*client-secret: .*because the client secret has expired/,
    logins: 1,
  },
  {
    name: 'a client secret whose uses are used up',
    mock: {
      seed: { ...appSeed, identities: appSeed.identities.map((identity) => ({ ...identity, usesLeft: 0 })) },
    },
    status: 77,
    code: 'credentials-refused',
    message: /^Create a client secret without a limit of uses /,
    logins: 1,
  },
]);
