# What happens after a failure and, if wanted, every so often. Both units are small and run outside of the fetch, because
# starting an active oneshot does nothing, and a reload of one that is not active fails.
{
  config,
  options,
  lib,
  ...
}:
let
  apps = import ./apps.nix { inherit config options lib; };
  refreshed = lib.filterAttrs (_: app: app.refresh.interval != null) apps;

  exitCodes = lib.importJSON ../../src/failure/exit-codes.json;
  lasting = map (code: toString code.number) (
    lib.filter (code: code.number != 0 && !code.unitRetries) (lib.attrValues exitCodes)
  );

  # Consumers that start by themselves; what an operator starts by hand stays with the operator.
  startedUnits =
    app:
    let
      started = lib.filter (
        unit: (config.systemd.services.${lib.removeSuffix ".service" unit}.wantedBy or [ ]) != [ ]
      ) app.consumers;
    in
    if app.consumers == [ ] then [ "${app.unit}.service" ] else started;

  # Starting a consumer starts the fetch first. Nobody waits: the fetch may take its whole time.
  startAgain =
    app:
    lib.optionalString (startedUnits app != [ ]) ''
      systemctl start --no-block -- ${lib.escapeShellArgs (startedUnits app)}
    '';

  retryUnit = app: {
    description = "Another try for the secrets of ${app.name}";
    serviceConfig.Type = "exec";
    script = ''
      status=$(systemctl show --property ExecMainStatus --value ${app.unit}.service)
      case $status in
        ${lib.concatStringsSep " | " lasting})
          echo "<4>No further try by itself: exit status $status is not mended by waiting. The message of ${app.unit}.service says what to do; then: systemctl start ${lib.concatStringsSep " " (startedUnits app)}" >&2
          exit 0
          ;;
      esac
      # A few seconds, not the same on every host.
      sleep "$((3 + RANDOM % 5))"
      ${startAgain app}
    '';
  };

  refreshUnit = app: {
    description = "Refresh of the secrets of ${app.name}";
    serviceConfig.Type = "oneshot";
    script = ''
      if systemctl --quiet is-active ${app.unit}.service; then
        systemctl reload ${app.unit}.service
      else
        ${startAgain app}
        true
      fi
    '';
  };
in
{
  config.systemd = {
    services =
      lib.mapAttrs' (_: app: lib.nameValuePair "${app.unit}-retry" (retryUnit app)) apps
      // lib.mapAttrs' (_: app: lib.nameValuePair "${app.unit}-refresh" (refreshUnit app)) refreshed;

    timers = lib.mapAttrs' (
      _: app:
      lib.nameValuePair "${app.unit}-refresh" {
        description = "Refresh of the secrets of ${app.name}";
        wantedBy = [ "timers.target" ];
        timerConfig = {
          OnActiveSec = app.refresh.interval;
          OnUnitInactiveSec = app.refresh.interval;
          RandomizedDelaySec = app.refresh.randomizedDelay;
        };
      }
    ) refreshed;
  };
}
