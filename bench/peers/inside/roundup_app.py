"""Roundup as a WSGI application; the environment names its tracker."""

import os

from roundup.cgi.wsgi_handler import RequestDispatcher

application = RequestDispatcher(os.environ["PEER_TRACKER"])
