"""What happens to every request, in this order.

One hook on each side rather than one per module: Flask asks of each, at each request, whether it is a coroutine (16 of
them cost a quarter of a small page).
"""

from flask import Flask, Response, current_app, request

from fairapp.web import (
    access,
    bodies,
    context,
    csrf,
    i18n,
    limits,
    logs,
    metrics,
    notices,
    security,
    transactions,
)


def install(app: Flask, *, with_metrics: bool) -> None:
    app.before_request(before)
    app.after_request(after)
    if with_metrics:
        app.after_request(metrics.count)


def before() -> None:
    """Decide whether the view is called at all; it then runs in its transaction."""
    logs.start()
    bodies.check_address()
    if request.endpoint is None:  # 404 or 405, answered by the router
        return
    view = current_app.view_functions[request.endpoint]
    access.check_access(view)
    if request.method in transactions.SAFE_METHODS:
        limits.check_reads(view)
    else:
        bodies.read_body(view)
        limits.check(view)
        csrf.check(view)


def after(response: Response) -> Response:
    """Complete whatever the view, or the error handler, answered."""
    context.keep_open_while_streaming(response)
    transactions.run_afterwards(response)
    notices.forget_shown(response)
    i18n.remember_choice(response)
    security.add_headers(response)
    logs.finish(response)
    return response
