# What the tests share: the host "infisical" with the mock server over TLS, what a client needs to log in to it, an image
# that needs no registry, and Python functions for faults.
{ self, pkgs }:
let
  inherit (pkgs) lib;
  mock = self.packages.${pkgs.stdenv.hostPlatform.system}.mock-infisical;

  # The authority is known before the server runs, as on a real host.
  tls = pkgs.runCommand "test-tls" { nativeBuildInputs = [ pkgs.openssl ]; } ''
    mkdir $out
    cd $out
    curve="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    openssl req -x509 $curve -days 3650 -keyout ca.key -out ca.pem -subj "/CN=test authority"
    openssl req $curve -keyout key.pem -out request.pem -subj "/CN=infisical"
    printf 'subjectAltName=DNS:infisical' > extensions
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
      -extfile extensions -out certificate.pem
  '';

  identity = {
    name = "vm";
    clientId = "6f1d2c3b-0000-4000-8000-000000000001";
    clientSecret = "vm-test-client-secret";
  };

  secret = key: value: {
    environment = "prod";
    path = "/";
    inherit key value;
  };

  secrets = {
    GREETING = "hello";
    EMPTY = "";
    QUOTES = ''it's "so" \ $HOME #'';
    # Several lines and a final newline, as a key has them.
    PEM = "-----BEGIN EXAMPLE-----\nbGluZSBvbmU=\nbGluZSB0d28=\n-----END EXAMPLE-----\n";
  };

  seed = pkgs.writeText "seed.json" (
    builtins.toJSON {
      identities = [
        (
          identity
          // {
            projects = [
              {
                projectId = "vm-project";
                permission = "read";
              }
            ];
          }
        )
      ];
      projects = [
        {
          id = "vm-project";
          slug = "vm-project";
          name = "VM project";
          environments = [ "prod" ];
          secrets = lib.mapAttrsToList secret secrets;
        }
      ];
    }
  );
in
{
  infisical = {
    networking.firewall.allowedTCPPorts = [ 8443 ];
    systemd.services.mock-infisical = {
      wantedBy = [ "multi-user.target" ];
      serviceConfig = {
        ExecStart = lib.concatStringsSep " " [
          "${mock}/bin/mock-infisical --host 0.0.0.0 --port 8443 --seed ${seed}"
          "--certificate ${tls}/certificate.pem --key ${tls}/key.pem"
        ];
        DynamicUser = true;
      };
    };
  };

  client = {
    security.pki.certificateFiles = [ "${tls}/ca.pem" ];
    # In place of what sops-nix leaves: files that root alone can read.
    environment.etc = {
      "credentials/client-id" = {
        text = identity.clientId;
        mode = "0400";
      };
      "credentials/client-secret" = {
        text = identity.clientSecret;
        mode = "0400";
      };
    };
    services.infisicalFetch.defaults = {
      url = "https://infisical:8443";
      clientIdFile = "/etc/credentials/client-id";
      clientSecretFile = "/etc/credentials/client-secret";
      projectId = "vm-project";
      environment = "prod";
    };
  };

  # A container that does nothing; tests read the environment of its first process.
  container = {
    image = "localhost/idle:1";
    pull = "never";
    imageFile = pkgs.dockerTools.buildImage {
      name = "localhost/idle";
      tag = "1";
      copyToRoot = pkgs.buildEnv {
        name = "root";
        paths = [ pkgs.busybox ];
        pathsToLink = [ "/bin" ];
      };
      config.Cmd = [
        "/bin/sh"
        "-c"
        "trap 'exit 0' TERM; while :; do sleep 1; done"
      ];
    };
  };

  # Python for test scripts: the environment of a container as a dictionary, and the server's control endpoints.
  python = ''
    import base64
    import json


    # What the server holds at the start.
    with open("${pkgs.writeText "secrets.json" (builtins.toJSON secrets)}") as file:
        SECRETS = json.load(file)


    def environment_of(machine, command):
        """The environment that a command prints, NUL between the variables."""
        raw = base64.b64decode(machine.succeed(f"{command} | base64 -w0")).decode()
        return dict(entry.split("=", 1) for entry in raw.split("\0") if entry)


    def assert_has(environment, secrets):
        for key, value in secrets.items():
            assert environment.get(key) == value, (key, environment.get(key), value)


    def control(method, path, body=None):
        data = f"--data '{json.dumps(body)}'" if body is not None else ""
        return infisical.succeed(
            f"${lib.getExe pkgs.curl} --silent --show-error --fail --cacert ${tls}/ca.pem"
            f" --resolve infisical:8443:127.0.0.1 --request {method} {data} https://infisical:8443/__mock/{path}"
        )


    def set_secret(key, value):
        control("PUT", "secrets", {"projectId": "vm-project", "environment": "prod", "key": key, "value": value})


    def logins():
        return [r for r in json.loads(control("GET", "requests")) if "universal-auth/login" in r["path"]]


    def invocation(machine, unit):
        return machine.get_unit_property(unit, "InvocationID")
  '';
}
