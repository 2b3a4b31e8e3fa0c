# services.infisicalFetch.<app>: a oneshot unit that fetches the secrets of an app before its consumers start.
{
  _class = "nixos";
  key = "infisical-fetch";

  imports = [
    # What a user writes.
    ./options.nix
    # Units: the fetch itself, what follows a failure and an interval, and what its consumers get.
    ./unit.nix
    ./refresh.nix
    ./consumers.nix
    # Mistakes, each with the option's path and what to write instead.
    ./assertions.nix
  ];
}
