{
  config,
  lib,
  pkgs,
  ...
}:
let
  shared = import ./shared-options.nix { inherit lib; };
  defaults = config.services.infisicalFetch.defaults;
in
{
  options.services.infisicalFetch = lib.mkOption {
    default = { };
    description = ''
      Secrets from Infisical, per application: `services.infisicalFetch.<app>`. The name `defaults` is reserved for
      what all applications of the host share.
    '';
    example = lib.literalExpression ''
      {
        defaults = {
          clientIdFile = config.sops.secrets."infisical/client-id".path;
          clientSecretFile = config.sops.secrets."infisical/client-secret".path;
        };
        myapp = {
          projectId = "3f1c9a52-7d04-4a6b-9c1e-52f6a8b7d310";
          environment = "prod";
          containers = [ "myapp" ];
        };
      }
    '';
    type = lib.types.submodule {
      freeformType = lib.types.attrsOf (
        lib.types.submoduleWith {
          modules = [ ./app-options.nix ];
          specialArgs = {
            inherit defaults;
            host = config;
          };
          shorthandOnlyDefinesConfig = true;
        }
      );

      options.defaults = lib.mkOption {
        default = { };
        description = "What every application gets unless it says otherwise.";
        type = lib.types.submodule {
          options = shared (_: default: { inherit default; }) // {
            package = lib.mkPackageOption pkgs "infisical-fetch" { };
          };
        };
      };
    };
  };
}
