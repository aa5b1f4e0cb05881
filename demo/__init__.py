from . import dealership_demo
