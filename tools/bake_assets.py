# Run in the Odoo shell: the first page of a browser test must not wait for the web assets.
BUNDLES = [
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.__assets_tests_call__",
    "web.assets_unit_tests",
    "web.assets_unit_tests_setup",
    "web.report_assets_common",
]
for bundle in BUNDLES:
    for kind in ("css", "js"):
        wanted = {"css": kind == "css", "js": kind == "js"}
        getattr(env["ir.qweb"]._get_asset_bundle(bundle, **wanted), kind)()  # noqa: F821
env.cr.commit()  # noqa: F821
