"""Models that another addon adds one to, by its name alone: channels, providers, categories, kinds of feeds."""


def get_members(env, family, sequence):
    """Return the models whose names begin with that of a family and a dot, in the order in which people see them.

    :param str family: the name of the abstract model that they extend
    :param str sequence: the attribute of a member that orders them; alike, they are ordered by name
    """
    members = (env[name] for name in env.registry if name.startswith(f"{family}."))
    return sorted(members, key=lambda member: (getattr(member, sequence), member._name))
