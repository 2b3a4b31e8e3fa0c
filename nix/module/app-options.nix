# The options of one application.
{
  name,
  config,
  lib,
  # The host's configuration and `services.infisicalFetch.defaults`.
  host,
  defaults,
  ...
}:
let
  inherit (lib) mkOption types;
  shared = import ./shared-options.nix { inherit lib; };
  directory = "/run/infisical-fetch/${name}";

  # Rootless containers are started by a user who must be able to read the files.
  containerOwner = {
    default = lib.foldl' (
      owner: container: host.virtualisation.oci-containers.containers.${container}.podman.user or owner
    ) "root" config.containers;
    text = lib.literalMD "the `podman.user` of the containers, else `root`";
  };

  keyPatterns =
    what: default:
    mkOption {
      type = types.nullOr (types.listOf types.str);
      inherit default;
      example = [ "DB_*" ];
      description = "${what} Names and patterns with `*` and `?`.";
    };

  ownership = owner: {
    owner = mkOption {
      type = types.str;
      inherit (owner) default;
      defaultText = owner.text;
      description = "User that owns the file, by name or number.";
    };
    group = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Group of the file; the default is the login group of the owner.";
    };
    mode = mkOption {
      type = types.str;
      default = "0400";
      description = "Mode of the file. Everybody else can never read it.";
    };
  };

  selection = {
    only = keyPatterns "Keys that go there, by their final names; `null` means all." null;
    except = keyPatterns "Keys that do not go there, by their final names." [ ];
  };

  rootOwned = ownership {
    default = "root";
    text = "root";
  };

  pathOption =
    default: text:
    mkOption {
      type = types.str;
      inherit default;
      defaultText = text;
      description = "Where it is written: below `/run`, which is in memory.";
    };

  readOnlyPath =
    default: what:
    mkOption {
      type = types.str;
      readOnly = true;
      inherit default;
      description = what;
    };

  source = types.submodule {
    options = {
      inherit (shared (_: default: { inherit default; })) imports references;
      projectId = mkOption {
        type = types.str;
        description = "Id of the project.";
      };
      environment = mkOption {
        type = types.str;
        description = "Slug of the environment.";
      };
    }
    // folderOptions;
  };

  folderOptions = {
    path = mkOption {
      type = types.str;
      default = "/";
      example = "/myapp";
      description = "Folder in Infisical.";
    };
    recursive = mkOption {
      type = types.bool;
      default = false;
      description = "Take the folders below, too. A key that two of them hold is an error.";
    };
    tags = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Only secrets with one of these tags.";
    };
    allowEmpty = mkOption {
      type = types.bool;
      default = false;
      description = "Accept an empty folder, which usually means a wrong path or a missing permission.";
    };
  };
in
{
  options =
    shared (
      path: _: {
        default = lib.getAttrFromPath path defaults;
        defaultText = lib.literalExpression "config.services.infisicalFetch.defaults.${lib.showOption path}";
      }
    )
    // folderOptions
    // {
      enable = lib.mkEnableOption "fetching the secrets of this application" // {
        default = true;
      };

      package = mkOption {
        type = types.package;
        default = defaults.package;
        defaultText = lib.literalExpression "config.services.infisicalFetch.defaults.package";
        description = "The infisical-fetch package.";
      };

      sources = mkOption {
        type = types.listOf source;
        default = [ ];
        example = lib.literalExpression ''
          [
            { projectId = "…"; environment = "prod"; path = "/shared"; }
            { projectId = "…"; environment = "prod"; path = "/myapp"; }
          ]
        '';
        description = ''
          Several folders or projects; a later one wins over an earlier one. Takes the place of `projectId`,
          `environment`, `path` and what belongs to them.
        '';
      };

      keys = {
        required = keyPatterns "Keys without which the fetch fails." [ ];
        only = keyPatterns "Keys to take; `null` means all." null;
        except = keyPatterns "Keys to leave out." [ ];
        rename = mkOption {
          type = types.attrsOf types.str;
          default = { };
          example = {
            PG_URL = "DATABASE_URL";
          };
          description = "New names, by the names in Infisical.";
        };
        prefix = mkOption {
          type = types.str;
          default = "";
          description = "Put before every key that is not renamed.";
        };
      };

      containers = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "myapp" ];
        description = ''
          Names in {option}`virtualisation.oci-containers.containers`. They start after the fetch, with the secrets in
          their environment, values of several lines included.
        '';
      };

      units = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "myapp.service" ];
        description = "systemd units that start after the fetch; services get the secrets by `EnvironmentFile=`.";
      };

      unknownUnits = mkOption {
        type = types.bool;
        default = false;
        description = "Do not check that `units` exist: for those that a package or a generator brings.";
      };

      environmentFile = {
        enable = mkOption {
          type = types.bool;
          default = config.containers != [ ] || config.units != [ ];
          defaultText = lib.literalMD "true with `containers` or `units`";
          description = "Whether the secrets go into an environment file, which the consumers get by themselves.";
        };
        format = mkOption {
          type = types.enum [
            "container-env"
            "systemd-env"
            "shell"
            "dotenv"
            "json"
          ];
          default = if config.containers != [ ] then "container-env" else "systemd-env";
          defaultText = lib.literalMD "`container-env` with `containers`, else `systemd-env`";
          description = "Format of the environment file.";
        };
        path = readOnlyPath "${directory}/env" "The environment file.";
        companionPath = readOnlyPath "${directory}/env.systemd" ''
          With `container-env`: the file with the values of several lines, for `EnvironmentFile=` of the container's unit.
        '';
        unitPath = readOnlyPath (
          if config.environmentFile.format == "systemd-env" then
            config.environmentFile.path
          else
            "${directory}/env.units"
        ) "The environment file of `units`, in the format of systemd.";
      }
      // ownership containerOwner
      // selection;

      outputs = mkOption {
        default = { };
        description = "Further files.";
        type = types.attrsOf (
          types.submodule (
            { name, ... }:
            {
              options = {
                format = mkOption {
                  type = types.enum [
                    "container-env"
                    "systemd-env"
                    "shell"
                    "dotenv"
                    "json"
                    "files"
                  ];
                  description = "Format of the output; `files` makes a directory with a file per secret.";
                };
                path = pathOption "${directory}/${name}" (lib.literalMD "`/run/infisical-fetch/<app>/<output>`");
              }
              // rootOwned
              // selection;
            }
          )
        );
      };

      files = {
        enable = mkOption {
          type = types.bool;
          default = config.secretsMount != null;
          defaultText = lib.literalMD "true with `secretsMount`";
          description = "Whether each secret also gets a file of its own, the bytes alone.";
        };
        path = readOnlyPath "${directory}/files" "The directory of the files.";
      }
      // ownership containerOwner
      // selection;

      secretsMount = mkOption {
        type = types.nullOr types.str;
        default = null;
        example = "/run/secrets";
        description = "Where the containers see the directory of `files`, read-only.";
      };

      templates = mkOption {
        default = { };
        description = "Configuration files with `{{secret:KEY}}` or `{{secret:KEY|json}}` in them.";
        type = types.attrsOf (
          types.submodule (
            { name, ... }:
            {
              options = {
                content = mkOption {
                  type = types.nullOr types.lines;
                  default = null;
                  example = "database: {{secret:DATABASE_URL|json}}\n";
                  description = "The template.";
                };
                file = mkOption {
                  type = types.nullOr types.path;
                  default = null;
                  description = "A file with the template, in place of `content`.";
                };
                path = pathOption "${directory}/${name}" (lib.literalMD "`/run/infisical-fetch/<app>/<template>`");
              }
              // rootOwned;
            }
          )
        );
      };

      unitName = readOnlyPath "infisical-fetch-${name}.service" ''
        The unit that fetches, for example for `sops.secrets.<secret>.reloadUnits`.
      '';
    };
}
