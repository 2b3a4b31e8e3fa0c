# Mistakes that can be seen before anything is built. Each message begins with the option's path and says what to write.
{
  config,
  options,
  lib,
  ...
}:
let
  apps = import ./apps.nix { inherit config options lib; };
  inherit (config.virtualisation.oci-containers) containers;
  appList = lib.attrValues apps;

  optionOf = app: path: "services.infisicalFetch.${app.name}.${path}";
  require = app: path: assertion: message: {
    inherit assertion;
    message = "${optionOf app path}: ${message}";
  };

  isLiteral = value: builtins.isPath value;
  inStore = value: lib.hasPrefix builtins.storeDir (toString value);

  credential =
    app: field:
    let
      file = app.${field};
      example = "config.sops.secrets.\"infisical/${
        if field == "clientIdFile" then "client-id" else "client-secret"
      }\".path";
    in
    if file == null then
      [ (require app field false "name the file with the credential, for example ${example}.") ]
    else
      [
        (require app field (!isLiteral file && !inStore file)
          "write the path of a file on the host in quotes, for example ${example}: this one would be in the Nix store, which everybody can read."
        )
        (require app field (lib.hasPrefix "/" (
          toString file
        )) "write an absolute path instead of \"${toString file}\".")
      ];

  isLoopback = url: builtins.match "http://(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?" url != null;

  server = app: [
    (require app "url" (!lib.hasPrefix "http://" app.url || isLoopback app.url || app.allowPlainHttp)
      "write an https address instead of ${app.url}, or set ${optionOf app "allowPlainHttp"} if the network is trusted."
    )
  ];

  sources = app: [
    (require app "projectId" (
      app.sources != [ ] || app.projectId != null
    ) "write the id of the project, or several folders in ${optionOf app "sources"}.")
    (require app "environment" (
      app.sources != [ ] || app.environment != null
    ) "write the slug of the environment, such as \"prod\".")
  ];

  consumers =
    app:
    map (
      container:
      require app "containers" (lib.elem container app.knownContainers)
        "there is no container \"${container}\" in virtualisation.oci-containers.containers; write one of ${lib.concatStringsSep ", " (lib.unique app.declaredContainers)}."
    ) app.containers
    ++ map (
      container:
      require app "containers" (container != "infisical-fetch")
        "rename the container \"infisical-fetch\": its runtime directory is ours, and stopping it would delete every app's secrets."
    ) app.knownContainers
    ++ map (
      service:
      require app "units"
        ((config.systemd.services.${service}.serviceConfig.ExecStart or [ ]) != [ ] || app.unknownUnits)
        "there is no service \"${service}\" in systemd.services; correct the name, or set ${optionOf app "unknownUnits"} if a package brings the unit."
    ) app.plainServices;

  # Everything that is written, with the path of its options.
  outputs =
    app:
    lib.optional app.environmentFile.enable {
      option = "environmentFile";
      output = app.environmentFile;
    }
    ++ lib.optional app.files.enable {
      option = "files";
      output = app.files;
    }
    ++ lib.mapAttrsToList (name: output: {
      option = "outputs.${name}";
      inherit output;
    }) app.outputs
    ++ lib.mapAttrsToList (name: output: {
      option = "templates.${name}";
      inherit output;
    }) app.templates;

  isNumber = text: builtins.match "[0-9]+" text != null;

  ownership =
    app:
    lib.concatMap (
      { option, output }:
      [
        (require app "${option}.mode" (builtins.match "0?[0-7][0-7]0" output.mode != null)
          "write three or four octal digits of which the last is 0, such as \"0440\", instead of \"${output.mode}\"."
        )
        (require app "${option}.owner" (
          isNumber output.owner || config.users.users ? ${output.owner}
        ) "declare users.users.${output.owner}, or write a user that exists.")
        (require app "${option}.group" (
          output.group == null || isNumber output.group || config.users.groups ? ${output.group}
        ) "declare users.groups.${toString output.group}, or write a group that exists.")
        (require app "${option}.path" (lib.hasPrefix "/run/" output.path)
          "write a path below /run, which is in memory, instead of ${output.path}."
        )
      ]
    ) (outputs app);

  readableByContainers =
    app:
    map (
      container:
      let
        user = containers.${container}.podman.user or "root";
        file = app.environmentFile;
        groupReads = builtins.match "0?[0-7][4-7]0" file.mode != null && file.group != null;
      in
      require app "environmentFile.owner" (
        user == "root" || file.owner == user || groupReads
      ) "write \"${user}\", who runs the container \"${container}\" and must be able to read the file."
    ) (lib.optionals app.environmentFile.enable app.knownContainers);

  names =
    app:
    map (
      name:
      require app "outputs.${name}" (
        !app.templates ? ${name}
      ) "give it another name: ${optionOf app "templates.${name}"} has the same."
    ) (lib.attrNames app.outputs)
    ++
      map
        (
          name:
          require app "outputs" (
            !(app.outputs // app.templates) ? ${name}
          ) "give the output \"${name}\" another name: this one is reserved."
        )
        [
          "environmentFile"
          "files"
          "unitEnvironmentFile"
        ]
    ++ [
      (require app "secretsMount" (
        app.secretsMount == null || lib.hasPrefix "/" app.secretsMount
      ) "write the absolute path of a directory in the container, such as \"/run/secrets\".")
      {
        assertion = builtins.match "[A-Za-z0-9][A-Za-z0-9_.-]*" app.name != null;
        message = "services.infisicalFetch.\"${app.name}\": use letters, digits, \"-\", \"_\" and \".\" in the name.";
      }
    ];

  # Two outputs, of one app or of two, must not write the same file.
  paths = lib.concatMap (
    app:
    map (
      { option, output }:
      {
        place = optionOf app "${option}.path";
        inherit (output) path;
      }
    ) (outputs app)
  ) appList;

  samePaths =
    lib.concatMap
      (
        same:
        map (later: {
          assertion = false;
          message = "${later.place}: write another path than ${later.path}, which ${(lib.head same).place} has, too.";
        }) (lib.tail same)
      )
      (lib.filter (same: lib.length same > 1) (lib.attrValues (lib.groupBy (output: output.path) paths)));

  # `-e` wins over `--env-file` in both engines, without a word.
  shadowed =
    app:
    lib.concatMap (
      container:
      map (
        key:
        "${optionOf app "keys.required"}: the container \"${container}\" sets ${key} in its `environment`, which wins over the secret; remove it there."
      ) (lib.intersectLists app.keys.required (lib.attrNames containers.${container}.environment))
    ) app.knownContainers;
in
{
  config = {
    assertions =
      lib.concatMap (
        app:
        credential app "clientIdFile"
        ++ credential app "clientSecretFile"
        ++ server app
        ++ sources app
        ++ consumers app
        ++ ownership app
        ++ readableByContainers app
        ++ names app
      ) appList
      ++ samePaths;

    warnings = lib.concatMap shadowed appList;
  };
}
