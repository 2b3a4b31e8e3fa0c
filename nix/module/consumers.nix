# What containers and services get so that the secrets reach them.
{
  config,
  options,
  lib,
  ...
}:
let
  apps = lib.attrValues (import ./apps.nix { inherit config options lib; });
  withEnvironment = lib.filter (app: app.environmentFile.enable) apps;

  # All containers are named here, known or not, and only their content is conditional: the names must not depend on
  # which names are known.
  containerPart =
    app: container:
    lib.mkIf (lib.elem container app.knownContainers) {
      environmentFiles = lib.optional (
        app.environmentFile.enable && app.environmentFile.format == "container-env"
      ) app.environmentFile.path;
      volumes = lib.optional (app.secretsMount != null) "${app.files.path}:${app.secretsMount}:ro";
    };

  # No "-" before the path: without its secrets the unit must not start.
  readsFile = path: { serviceConfig.EnvironmentFile = [ path ]; };
in
{
  config = {
    virtualisation.oci-containers.containers = lib.mkMerge (
      map (app: lib.genAttrs app.containers (containerPart app)) apps
    );

    systemd.services = lib.mkMerge (
      map (
        app:
        lib.mkMerge [
          # podman and docker take the values of several lines from their own environment.
          (lib.mkIf (app.environmentFile.format == "container-env") (
            lib.genAttrs app.containerServices (_: readsFile app.environmentFile.companionPath)
          ))
          (lib.genAttrs app.plainServices (_: readsFile app.environmentFile.unitPath))
        ]
      ) withEnvironment
    );
  };
}
