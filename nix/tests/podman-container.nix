# A container on podman starts after the fetch, with every secret in its environment byte for byte: a PEM key, quotes,
# an empty value. Nothing is configured but the container's name.
{ self, pkgs, ... }:
let
  common = import ./common { inherit self pkgs; };
in
{
  name = "infisical-fetch-podman-container";

  nodes = {
    inherit (common) infisical;
    machine = {
      imports = [ common.client ];
      virtualisation.oci-containers = {
        backend = "podman";
        containers.web = common.container;
      };
      services.infisicalFetch.web = {
        containers = [ "web" ];
        keys.required = [ "PEM" ];
      };
    };
  };

  testScript = ''
    ${common.python}
    start_all()
    machine.wait_for_unit("podman-web.service")

    with subtest("every secret arrives, byte for byte"):
        assert_has(environment_of(machine, "podman exec web cat /proc/1/environ"), SECRETS)

    with subtest("the fetch came first"):
        fetched = int(machine.get_unit_property("infisical-fetch-web.service", "ActiveEnterTimestampMonotonic"))
        started = int(machine.get_unit_property("podman-web.service", "ExecMainStartTimestampMonotonic"))
        assert 0 < fetched < started, (fetched, started)

    with subtest("the files are private, and in memory"):
        machine.succeed("test $(stat -c %a:%U /run/infisical-fetch/web/env) = 400:root")
        machine.succeed("test $(stat -c %a:%U /run/infisical-fetch/web/env.systemd) = 400:root")
        machine.succeed("test $(stat -f -c %T /run/infisical-fetch/web/env) = tmpfs")

    with subtest("nothing secret in the journal or in what systemd shows of the units"):
        machine.fail("journalctl | grep -F -e 'bGluZSBvbmU' -e 'vm-test-client-secret'")
        machine.fail("systemctl show podman-web infisical-fetch-web | grep -F 'bGluZSBvbmU'")
  '';
}
