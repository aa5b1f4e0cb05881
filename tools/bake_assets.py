# Run in the Odoo shell: the first page of a browser test must not wait for the web assets.
qweb = env["ir.qweb"]  # noqa: F821
for bundle in ("web.assets_web", "web.assets_frontend", "web.assets_tests", "web.assets_unit_tests"):
    for css, js in ((True, False), (False, True)):
        assets = qweb._get_asset_bundle(bundle, css=css, js=js)
        if css:
            assets.css()
        else:
            assets.js()
qweb._pregenerate_assets_bundles()
env.cr.commit()  # noqa: F821
