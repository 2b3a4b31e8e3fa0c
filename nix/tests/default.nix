# The VM tests: one file a promise, named after it. `common` holds the server, the image and the client that they share.
{ self, pkgs }:
let
  runTest =
    test:
    pkgs.testers.runNixOSTest {
      imports = [ test ];
      _module.args = { inherit self; };
      globalTimeout = 5 * 60;
      extraBaseModules.imports = [ self.nixosModules.default ];
    };
in
{
  podman-container = runTest ./podman-container.nix;
}
