"""The JSON API's conventions: sign-in, problem documents, input types, the OpenAPI document.

Not here: any route of a domain. Each package writes its own ``api.py`` with a ninja ``Router`` and
declares every route with :func:`zuoxi.api.operations.operation`; ``config/urls.py`` mounts them.
"""
