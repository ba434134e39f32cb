"""How the house logs: structured, to standard error, and never with the values of variables in a traceback."""

import logging
import sys

import structlog

from ringback.project import environment


def configure() -> None:
    """Set up structlog and the standard library's logging alike. Call it once, when a process starts."""
    level = logging.getLevelNamesMapping().get(environment.text("LOG_LEVEL").upper())
    if level is None:
        raise environment.SettingError("RINGBACK_LOG_LEVEL must be debug, info, warning or error.")
    as_json = environment.text("LOG_FORMAT") == "json"
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            *before,
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        stream=sys.stderr, level=max(level, logging.WARNING), format="%(levelname)s %(name)s %(message)s"
    )
