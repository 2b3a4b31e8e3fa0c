# The spec of an app: the JSON that the program reads, and the check of it by the same program when it is built, so that
# a mistake fails the build and not the boot.
{ lib, pkgs }:
app:
let
  withoutNulls = lib.filterAttrsRecursive (_: value: value != null);

  sources =
    if app.sources != [ ] then
      app.sources
    else
      [
        {
          inherit (app)
            projectId
            environment
            path
            recursive
            imports
            references
            tags
            allowEmpty
            ;
        }
      ];

  owned = output: {
    inherit (output)
      path
      owner
      group
      mode
      ;
  };

  selected = output: owned output // { inherit (output) only except; };

  environmentOutputs =
    let
      file = app.environmentFile;
    in
    lib.optionalAttrs file.enable {
      environmentFile =
        selected file
        // {
          inherit (file) format;
        }
        // lib.optionalAttrs (file.format == "container-env") { inherit (file) companionPath; };
    }
    // lib.optionalAttrs (file.enable && app.plainServices != [ ] && file.unitPath != file.path) {
      # systemd itself reads it, as root.
      unitEnvironmentFile = {
        format = "systemd-env";
        path = file.unitPath;
        inherit (file) only except;
      };
    };

  spec = withoutNulls {
    version = 1;
    inherit (app) name limits;
    server = {
      inherit (app) url caFile allowPlainHttp;
    };
    credentials = {
      # toString: interpolating a path literal would copy the secret into the store.
      clientIdFile = toString app.clientIdFile;
      clientSecretFile = toString app.clientSecretFile;
      inherit (app) organizationSlug;
    };
    inherit sources;
    keys = {
      inherit (app.keys)
        required
        only
        except
        rename
        prefix
        ;
    };
    outputs =
      environmentOutputs
      // lib.optionalAttrs app.files.enable {
        files = selected app.files // {
          format = "files";
        };
      }
      // lib.mapAttrs (_: output: selected output // { inherit (output) format; }) app.outputs
      // lib.mapAttrs (
        _: template:
        owned template
        // {
          format = "template";
          template = template.content;
          templateFile = if template.file == null then null else "${template.file}";
        }
      ) app.templates;
    consumers = {
      units = app.consumers;
      inherit (app.refresh) onChange;
    };
    runtimeDirectory = "${app.directory}/.state";
  };

  canRun = pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform;
in
pkgs.runCommand "infisical-fetch-${app.name}.json"
  {
    json = builtins.toJSON spec;
    passAsFile = [ "json" ];
    preferLocalBuild = true;
  }
  ''
    cp "$jsonPath" spec.json
    ${lib.optionalString canRun ''
      if ! message=$(${lib.getExe app.package} check spec.json 2>&1); then
        echo "services.infisicalFetch.${app.name}: the spec is not correct." >&2
        sed 's/^<[0-9]>//' <<< "$message" >&2
        exit 1
      fi
    ''}
    cp spec.json $out
  ''
