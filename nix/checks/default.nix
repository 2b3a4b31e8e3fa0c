# Everything that `nix flake check` builds or runs, by name.
{ self, pkgs }:
let
  inherit (pkgs) lib;
  system = pkgs.stdenv.hostPlatform.system;
in
{
  package = self.packages.${system}.infisical-fetch;
}
// import ../tests { inherit self pkgs; }
