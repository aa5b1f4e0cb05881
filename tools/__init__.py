"""The development environment behind ./dev. Nothing here is imported by the addon."""
