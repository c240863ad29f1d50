from tests.accounts.conftest import newest_link
from tests.factors.conftest import ada, ada_in, add_passkey, app_of, device

__all__ = ["ada", "ada_in", "add_passkey", "app_of", "device", "newest_link"]
