{
  description = "Secrets from Infisical, in files that units and containers read without loss";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      linux = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      forSystems = systems: f: lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
    in
    {
      packages = forSystems (linux ++ [ "aarch64-darwin" ]) (pkgs: rec {
        infisical-fetch = pkgs.callPackage ./nix/package.nix { };
        inherit (infisical-fetch) mock;
        default = infisical-fetch;
      });
    };
}
