"""The desk in a browser, as for the pages of the desk itself."""

from tests.browser.desk.conftest import beside_a_loop, desk

__all__ = ["beside_a_loop", "desk"]
