/**
 * Names of variables that somebody other than the application obeys. A secret of such a name, put there by whoever
 * may edit the project in Infisical, would change what runs on the host: `BASH_ENV='$(cmd)'` from an env file ran
 * `cmd` as root in the start script of a container (measured).
 */

const loader =
  /^(LD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|RES_OPTIONS|HOSTALIASES|LOCALDOMAIN|RESOLV_HOST_CONF|GETCONF_DIR)$/;

/** Set by systemd for the service, and overridden by an environment file wherever it stands (measured). */
const serviceManager =
  /^(PATH|HOME|USER|LOGNAME|SHELL|NOTIFY_SOCKET|LISTEN_FDS|LISTEN_PID|LISTEN_FDNAMES|INVOCATION_ID|JOURNAL_STREAM|MAINPID|MANAGERPID|WATCHDOG_PID|WATCHDOG_USEC|CREDENTIALS_DIRECTORY|(RUNTIME|STATE|CACHE|LOGS|CONFIGURATION)_DIRECTORY|SYSTEMD_.*|MEMORY_PRESSURE_.*|FDSTORE|DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR)$/;

/** Changed, lost or obeyed by bash or dash (measured). */
const shell =
  /^(_|BASH|BASHOPTS|BASHPID|BASH_.*|COMP_WORDBREAKS|CDPATH|DIRSTACK|ENV|EPOCHREALTIME|EPOCHSECONDS|EUID|FUNCNAME|GLOBIGNORE|GROUPS|HISTCMD|HOSTNAME|HOSTTYPE|IFS|LINENO|MACHTYPE|OLDPWD|OPTARG|OPTERR|OPTIND|OSTYPE|PIPESTATUS|POSIXLY_CORRECT|PPID|PROMPT_COMMAND|PS0|PS1|PS2|PS3|PS4|PWD|RANDOM|SECONDS|SHELLOPTS|SHLVL|SRANDOM|TIMEFORMAT|TMOUT|UID)$/;

/** Obeyed by podman or docker on the host (measured: each changed or broke the start of a container). */
const engine =
  /^(CONTAINER_HOST|CONTAINER_CONNECTION|CONTAINER_SSHKEY|CONTAINERS_.*|STORAGE_.*|PODMAN_.*|DOCKER_.*|BUILDAH_.*|REGISTRY_AUTH_FILE|TMPDIR|XDG_.*|NETAVARK_.*|_CONTAINERS_.*|GODEBUG|GOMAXPROCS|GOTRACEBACK|SSL_CERT_FILE|SSL_CERT_DIR)$/;

/** Whether a shell that reads the variable changes or obeys it. `PATH` is refused too: the next command would obey it. */
export function isObeyedByShell(name: string): boolean {
  return shell.test(name) || loader.test(name) || name === 'PATH';
}

/** Whether the variable must not stand in the environment file of a unit. */
export function isObeyedByService(name: string): boolean {
  return loader.test(name) || serviceManager.test(name) || shell.test(name);
}

/** Whether the variable must not stand in the environment of podman or docker on the host. */
export function isObeyedByEngine(name: string): boolean {
  return isObeyedByService(name) || engine.test(name) || /_proxy$/i.test(name);
}
