from . import dealership_provider_account
