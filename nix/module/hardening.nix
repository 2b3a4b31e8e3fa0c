# What the unit may do. Measured with Node 24: V8 needs `@pkey` and writable executable memory; CAP_CHOWN is enough to
# give files away if the mode is set before the owner.
{
  CapabilityBoundingSet = [ "CAP_CHOWN" ];
  KeyringMode = "private";
  LimitCORE = 0;
  LockPersonality = true;
  NoNewPrivileges = true;
  PrivateDevices = true;
  PrivateTmp = true;
  ProcSubset = "pid";
  ProtectClock = true;
  ProtectControlGroups = true;
  ProtectHome = true;
  ProtectHostname = true;
  ProtectKernelLogs = true;
  ProtectKernelModules = true;
  ProtectKernelTunables = true;
  ProtectProc = "invisible";
  ProtectSystem = "strict";
  RemoveIPC = true;
  RestrictAddressFamilies = [
    "AF_INET"
    "AF_INET6"
    # systemctl, to tell the consumers.
    "AF_UNIX"
  ];
  RestrictNamespaces = true;
  RestrictRealtime = true;
  RestrictSUIDSGID = true;
  SystemCallArchitectures = "native";
  SystemCallFilter = [
    "@system-service"
    "@pkey"
    "~@privileged"
    "@chown"
  ];
  UMask = "0077";
}
