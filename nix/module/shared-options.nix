# Options that `defaults` and every application have. `defaultOf` takes the option's path and its last default, and gives
# `default` and `defaultText`: an application takes its own from `defaults`.
{ lib }:
defaultOf:
let
  inherit (lib) mkOption types;
  option =
    path: default: attrs:
    mkOption (attrs // defaultOf path default);
  # Checked by assertions.nix, which can say more than a type: a path literal would be copied into the store.
  secretPath = types.nullOr (types.either types.path types.str);
in
{
  url = option [ "url" ] "us" {
    type = types.str;
    example = "https://infisical.example.com";
    description = "Address of the Infisical server, with or without `/api`, or `us` or `eu` for the cloud.";
  };

  caFile = option [ "caFile" ] "/etc/ssl/certs/ca-certificates.crt" {
    type = types.nullOr types.str;
    description = ''
      Certificate authorities to trust. The default is the host's own list with
      {option}`security.pki.certificateFiles`; `null` means the list in Node.
    '';
  };

  allowPlainHttp = option [ "allowPlainHttp" ] false {
    type = types.bool;
    description = "Permit an `http:` address to another host. Everybody on the way can then read the secrets.";
  };

  organizationSlug = option [ "organizationSlug" ] null {
    type = types.nullOr types.str;
    description = "Sub-organization to log in to.";
  };

  clientIdFile = option [ "clientIdFile" ] null {
    type = secretPath;
    example = lib.literalExpression ''config.sops.secrets."infisical/client-id".path'';
    description = "File with the client id of the machine identity. It must belong to root.";
  };

  clientSecretFile = option [ "clientSecretFile" ] null {
    type = secretPath;
    example = lib.literalExpression ''config.sops.secrets."infisical/client-secret".path'';
    description = "File with the client secret of the machine identity. It must belong to root.";
  };

  projectId = option [ "projectId" ] null {
    type = types.nullOr types.str;
    example = "3f1c9a52-7d04-4a6b-9c1e-52f6a8b7d310";
    description = "Id of the project, from its settings in Infisical.";
  };

  environment = option [ "environment" ] null {
    type = types.nullOr types.str;
    example = "prod";
    description = "Slug of the environment.";
  };

  imports = option [ "imports" ] true {
    type = types.bool;
    description = "Take what the folder imports, too.";
  };

  references = option [ "references" ] "expand" {
    type = types.enum [
      "expand"
      "require"
      "literal"
    ];
    description = ''
      What happens to `''${…}` in values: `expand` resolves it and warns of what is left, `require` fails then,
      `literal` leaves values as they are stored.
    '';
  };

  refresh = {
    interval = option [ "refresh" "interval" ] null {
      type = types.nullOr types.str;
      example = "15min";
      description = "Time between two refreshes, as a systemd time span. `null`: only at boot and at each deploy.";
    };

    randomizedDelay = option [ "refresh" "randomizedDelay" ] "1min" {
      type = types.str;
      description = "Up to so much is added to the interval, so that hosts do not ask at the same moment.";
    };

    onChange = option [ "refresh" "onChange" ] "restart" {
      type = types.enum [
        "restart"
        "reload"
        "none"
      ];
      description = "What consumers that run are asked to do when a deploy or a refresh changed their bytes.";
    };
  };

  limits = option [ "limits" ] { } {
    type = types.attrsOf types.ints.unsigned;
    example = {
      applyTimeoutMs = 60000;
      retryBudgetMs = 30000;
    };
    description = ''
      Limits of one fetch: `connectTimeoutMs`, `answerTimeoutMs`, `applyTimeoutMs`, `retryBudgetMs`, `answerBytes`.
    '';
  };
}
