"""The address by which a provider called us: what it signed, not what the last proxy made of it."""

from urllib.parse import urlsplit


def get_called_urls(environ, base_url):
    """Return the addresses the caller may have used, the likeliest first.

    Path and query are taken as they came over the wire: decoded and encoded again, a signed address would no
    longer be the same. Scheme and host are

    - those of the request. With Odoo's ``proxy_mode`` on, Odoo has put ``X-Forwarded-Proto`` and ``X-Forwarded-Host``
      there by then; with it off, these headers are anybody's to write and are not looked at;
    - those of ``web.base.url``, for a proxy that tells Odoo nothing.

    Whoever signs any of them knows the secret, therefore it does no harm to accept several.

    :param dict environ: the WSGI environment, after Odoo's ``ProxyFix``
    :param str base_url: the parameter ``web.base.url``
    """
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI") or _rebuild_target(environ)
    if not target.startswith("/"):  # a request line may hold a whole address
        target = "/" + target.partition("://")[2].partition("/")[2]
    origins = [f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '')}"]
    public = urlsplit(base_url or "")
    if public.netloc:
        origins.append(f"{public.scheme}://{public.netloc}")
    return [origin + target for origin in dict.fromkeys(origins)]


def _rebuild_target(environ):
    """For a server that doesn't keep the request line."""
    query = environ.get("QUERY_STRING")
    return environ.get("PATH_INFO", "") + (f"?{query}" if query else "")
