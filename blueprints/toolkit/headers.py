"""What every answer says to the browser about itself."""

from flask import Flask, Response, request

from blueprints.toolkit.sign_in import is_signed_out

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SIGN_OUTS = ("accounts.sign_out", "accounts.sign_out_everywhere")


def init_app(app: Flask) -> None:
    https = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        said = {name.lower() for name, _value in headers}  # looked at once: asking for each name costs a page 3 %
        for name, value in FIXED.items():
            if name.lower() not in said:  # a view with a secret in its address, or a file in its answer, is stricter
                headers.add(name, value)
        if "cache-control" not in said:  # on a shared phone, Back after signing out must show nothing personal
            headers["Cache-Control"] = "private, no-cache" if is_signed_out() else "no-store"
        if request.endpoint in SIGN_OUTS and is_signed_out():
            headers["Clear-Site-Data"] = '"cache"'
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
