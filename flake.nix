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
      callPackage = pkgs: pkgs.callPackage ./nix/package.nix { };
    in
    {
      overlays.default = final: _: { infisical-fetch = callPackage final; };

      packages = forSystems (linux ++ [ "aarch64-darwin" ]) (pkgs: rec {
        infisical-fetch = (callPackage pkgs).overrideAttrs (old: {
          passthru = old.passthru // {
            tests = self.checks.${pkgs.stdenv.hostPlatform.system} or { };
          };
        });
        mock-infisical = infisical-fetch.mock;
        default = infisical-fetch;
      });

      nixosModules = {
        # The module itself does not know the flake; here it gets the flake's package.
        infisical-fetch =
          { lib, pkgs, ... }:
          {
            imports = [ ./nix/module ];
            services.infisicalFetch.defaults.package =
              lib.mkDefault
                self.packages.${pkgs.stdenv.hostPlatform.system}.infisical-fetch;
          };
        default = self.nixosModules.infisical-fetch;
      };

      apps = forSystems linux (pkgs: rec {
        demo = {
          type = "app";
          program = lib.getExe (
            pkgs.writeShellScriptBin "demo" ''exec ${
              lib.getExe self.packages.${pkgs.stdenv.hostPlatform.system}.infisical-fetch
            } demo "$@"''
          );
          meta.description = "Apply a small spec against a mock server, without any network";
        };
        default = demo;
      });

      checks = forSystems linux (pkgs: import ./nix/checks { inherit self pkgs; });

      devShells = forSystems linux (pkgs: {
        default = pkgs.mkShellNoCC {
          packages = [
            pkgs.deadnix
            pkgs.nixfmt
            pkgs.nodejs
            pkgs.statix
          ];
        };
      });

      formatter = forSystems linux (pkgs: pkgs.nixfmt-tree);

      templates.default = {
        path = ./nix/template;
        description = "A host with a container whose secrets come from Infisical";
      };
    };
}
