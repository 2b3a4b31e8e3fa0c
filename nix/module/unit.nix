# The unit that fetches. A deploy or a refresh reloads it, so that consumers keep running, and a failed one leaves them on
# what they have: a reload that fails changes neither the unit's state nor a file.
{
  config,
  options,
  lib,
  pkgs,
  ...
}:
let
  apps = import ./apps.nix { inherit config options lib; };
  makeSpec = import ./spec.nix { inherit lib pkgs; };
  hardening = import ./hardening.nix;

  # One apply ends by itself after applyTimeoutMs; the rest is for the start of Node and for writing.
  startTimeoutSec = app: (app.limits.applyTimeoutMs or 90000) / 1000 + 20;

  # colmena's keys arrive with a unit each; after a reboot they are missing until the next deploy.
  keyUnits =
    app:
    map (file: "${baseNameOf file}-key.service") (
      lib.filter (lib.hasPrefix "/run/keys/") [
        (toString app.clientIdFile)
        (toString app.clientSecretFile)
      ]
    );

  # Whoever decrypts the credentials, where that is a unit and not an activation script. Not required: such a unit
  # restarts with every change of its own, and would take the consumers along.
  credentialUnits = [
    "sops-install-secrets.service"
    "agenix-install-secrets.service"
    "vaultix-activate.service"
  ];

  outputPaths =
    app: map (output: output.path) (lib.attrValues app.outputs ++ lib.attrValues app.templates);

  # Systemd makes and removes the app's own directory; other paths below /run must be opened and cleaned up.
  foreignPaths = app: lib.filter (path: !lib.hasPrefix "${app.directory}/" path) (outputPaths app);

  makeUnit =
    app:
    let
      program = lib.getExe app.package;
      spec = makeSpec app;
      foreign = foreignPaths app;
    in
    {
      description = "Secrets of ${app.name} from Infisical";
      documentation = [ "https://infisical.com/docs/documentation/platform/identities/universal-auth" ];
      requiredBy = app.consumers;
      before = app.consumers;
      wantedBy = lib.optional (app.consumers == [ ]) "multi-user.target";
      wants = [ "network-online.target" ] ++ keyUnits app;
      after = [
        "network-online.target"
        "nss-lookup.target"
      ]
      ++ credentialUnits
      ++ keyUnits app;
      environment = config.networking.proxy.envVars;
      reloadIfChanged = true;
      unitConfig.OnFailure = [ "${app.unit}-retry.service" ];
      # Retries are spaced by the program and by the retry unit; a limit here would only refuse a start by hand.
      startLimitIntervalSec = 0;
      serviceConfig = hardening // {
        Type = "oneshot";
        RemainAfterExit = true;
        ExecStart = "${program} apply --starting ${spec}";
        ExecReload = "${program} apply --notify ${spec}";
        ExecStopPost = lib.optional (
          foreign != [ ]
        ) "${lib.getExe' pkgs.coreutils "rm"} -rf -- ${lib.escapeShellArgs foreign}";
        TimeoutStartSec = startTimeoutSec app;
        RuntimeDirectory = "infisical-fetch/${app.name}";
        RuntimeDirectoryMode = "0711";
        # Gone when the unit is stopped, which is after its consumers; there over a restart, so that a failed one
        # leaves the files.
        RuntimeDirectoryPreserve = "restart";
        ReadWritePaths = lib.unique (map dirOf foreign);
      };
    };
in
{
  config.systemd.services = lib.mapAttrs' (_: app: lib.nameValuePair app.unit (makeUnit app)) apps;
}
