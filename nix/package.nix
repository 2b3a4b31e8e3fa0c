{
  lib,
  stdenvNoCC,
  cacert,
  esbuild,
  getent,
  makeWrapper,
  nodejs,
  nodejs-slim,
}:
let
  packageJson = lib.importJSON ../package.json;

  # The two run-time packages, pure JavaScript. The lock file holds no download addresses, which importNpmLock and
  # fetchNpmDeps need, so npm itself fetches them by their integrity. `test/nix/node-modules-hash.test.ts` recomputes
  # the hash.
  nodeModules = stdenvNoCC.mkDerivation {
    name = "infisical-fetch-node-modules";
    src = lib.fileset.toSource {
      root = ../.;
      fileset = lib.fileset.unions [
        ../package.json
        ../package-lock.json
      ];
    };
    nativeBuildInputs = [ nodejs ];
    dontConfigure = true;
    # Node trusts its own list of authorities; cacert also has those of the builder, such as a proxy's.
    buildPhase = ''
      export HOME=$TMPDIR NODE_EXTRA_CA_CERTS=${cacert}/etc/ssl/certs/ca-bundle.crt
      npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-progress
    '';
    installPhase = ''
      rm node_modules/.package-lock.json
      cp -r node_modules $out
    '';
    dontFixup = true;
    impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [ "NPM_CONFIG_REGISTRY" ];
    outputHashMode = "recursive";
    outputHash = "sha256-dCdRWM72dNBkPcUnOuLOZhzUc5ZCZ4E49Ftsh9KDRhk=";
  };
in
stdenvNoCC.mkDerivation {
  pname = packageJson.name;
  inherit (packageJson) version;

  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../package.json
      ../src
      (lib.fileset.fileFilter (file: !lib.hasSuffix ".test.ts" file.name) ../test/mock-infisical)
    ];
  };

  outputs = [
    "out"
    "mock"
  ];

  nativeBuildInputs = [
    esbuild
    makeWrapper
  ];

  # The same command as `npm run build`.
  buildPhase = ''
    runHook preBuild
    ln -s ${nodeModules} node_modules
    ${packageJson.scripts.build}
    runHook postBuild
  '';

  # The mock lies beside the program for the demo, and has an output of its own for tests.
  installPhase = ''
    runHook preInstall
    install -Dm444 dist/*.cjs -t $out/lib/infisical-fetch
    makeWrapper ${lib.getExe nodejs-slim} $out/bin/infisical-fetch \
      --unset NODE_OPTIONS \
      --suffix PATH : ${lib.makeBinPath [ getent ]} \
      --add-flags $out/lib/infisical-fetch/infisical-fetch.cjs
    makeWrapper ${lib.getExe nodejs-slim} $mock/bin/mock-infisical \
      --add-flags $out/lib/infisical-fetch/mock-infisical.cjs
    runHook postInstall
  '';

  doInstallCheck = true;
  installCheckPhase = ''
    runHook preInstallCheck
    $out/bin/infisical-fetch --version | grep -x ${packageJson.version}
    $out/bin/infisical-fetch demo --directory $TMPDIR/demo | grep -F "Everything is left in"
    runHook postInstallCheck
  '';

  passthru = { inherit nodeModules; };

  meta = {
    inherit (packageJson) description;
    license = lib.licenses.mit;
    mainProgram = "infisical-fetch";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
