# The apps that are enabled, each with what follows from its options and from the containers it names.
{
  config,
  options,
  lib,
}:
let
  inherit (config.virtualisation.oci-containers) containers;

  # Names that somebody else than this module defines: for a mistyped one, ours would be the only definition.
  declaredContainers = lib.concatMap (definition: lib.attrNames definition.value) (
    lib.filter (
      definition: definition.file != toString ./consumers.nix
    ) options.virtualisation.oci-containers.containers.definitionsWithLocations
  );

  describe =
    name: app:
    let
      knownContainers = lib.intersectLists app.containers declaredContainers;
      containerServices = map (container: containers.${container}.serviceName) knownContainers;
      plainUnits = map (unit: if lib.hasInfix "." unit then unit else "${unit}.service") app.units;
      plainServices = map (lib.removeSuffix ".service") (
        lib.filter (lib.hasSuffix ".service") plainUnits
      );
    in
    app
    // {
      inherit
        name
        declaredContainers
        knownContainers
        containerServices
        plainUnits
        plainServices
        ;
      unit = "infisical-fetch-${name}";
      directory = "/run/infisical-fetch/${name}";
      consumers = map (service: "${service}.service") containerServices ++ plainUnits;
    };
in
lib.mapAttrs describe (
  lib.filterAttrs (_: app: app.enable) (removeAttrs config.services.infisicalFetch [ "defaults" ])
)
