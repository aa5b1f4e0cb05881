"""Addons of others, as tests see them: files that another addon would consist of, and how they get into the registry.

Their classes have ``_module = None``: they exist only while a test has added them.
"""

from odoo.orm.model_classes import add_to_registry


def add_models(test, *definitions):
    """Have models of another addon, or extensions of ours, in the registry until the end of a test.

    :param test: the ``TransactionCase``, in its ``setUp``
    :param definitions: classes with ``_module = None``, a ``_name``, and an ``_inherit`` that is a list
    :return: a function that takes them out before, as if the addon had been uninstalled
    """
    registry = test.registry
    extended = {name: registry[name]._base_classes__ for name in _get_names(definitions) if name in registry}
    added = [name for name in _get_names(definitions) if name not in registry]

    def remove():
        if any(name not in registry for name in added):
            return  # removed already
        test.env.flush_all()  # what is still to be computed needs the models
        for name, base_classes in extended.items():
            registry[name]._base_classes__ = base_classes
            registry[name]._setup_done__ = False
        for name in added:
            for model in registry.values():
                model._inherit_children.discard(name)
            del registry[name]
        registry._setup_models__(test.env.cr, [])

    test.addCleanup(remove)
    for definition in definitions:
        add_to_registry(registry, definition)
    registry._setup_models__(test.env.cr, [])
    tables = [name for name in added if registry[name]._auto and not registry[name]._abstract]
    registry.init_models(test.env.cr, tables, {})
    return remove


def _get_names(definitions):
    return list(dict.fromkeys(definition._name for definition in definitions))
