"""What an operator can set, read once per run from ``KEPUASAN_...`` variables of the environment."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.errors import ConfigError


class Settings(BaseSettings):
    """Settings of a machine; what belongs to a study stands in its study file."""

    model_config = SettingsConfigDict(env_prefix="KEPUASAN_", extra="ignore", frozen=True)

    data_dir: Path | None = Field(default=None, description="Folder with raw/; releases are published beside it.")
    catalog_dir: Path | None = Field(
        default=None,
        description="Folder with further instruments/, regulations/, layouts/, studies/, offices.csv.",
    )
    file_memory_mib: int = Field(
        default=512, ge=64, le=16_384, description="MiB of memory that the process may take that opens one file."
    )
    file_seconds: float = Field(
        default=10.0, gt=0, le=3_600, description="Seconds that it may take for a file of up to 1 MiB."
    )
    threads: int = Field(default=2, ge=1, le=64, description="Threads of DuckDB; the results do not depend on it.")


def read_settings() -> Settings:
    """Return the settings.

    Raises:
        ConfigError: a variable has a value that it cannot have.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"KEPUASAN_{'_'.join(str(part) for part in first['loc']).upper()}"
        raise ConfigError(f"{name}: found {first['input']!r}, expected {first['msg'].lower()}.") from None


def data_folder(given: str | Path | None, *, to_read_from: bool = False) -> Path:
    """Return the data folder as an absolute path: the given one, or KEPUASAN_DATA_DIR.

    Args:
        given: What the command was told.
        to_read_from: Whether what was published is enough; an audit's folder has no raw/.

    Raises:
        ConfigError: none is given, the variable holds a relative path, or there is no raw/ folder in it.
    """
    if given is not None:
        folder = Path(given).resolve()
    else:
        configured = read_settings().data_dir
        if configured is None:
            raise ConfigError("Found no data folder; expected --data-dir DIR or the variable KEPUASAN_DATA_DIR.")
        if not configured.is_absolute():
            raise ConfigError(
                f"KEPUASAN_DATA_DIR: found the relative path {str(configured)!r}, expected an absolute one: a worker "
                "runs in a temporary folder."
            )
        folder = configured.resolve()
    if not (folder / "raw").is_dir() and not (to_read_from and (folder / "published").is_dir()):
        raise ConfigError(f"{folder}: found no folder raw/ in it, expected raw/<study>/ with the offices' exports.")
    return folder
