from tests.lemonade_cast import alice, bob, charlie, connected, home, vera, workspace

__all__ = ["alice", "bob", "charlie", "connected", "home", "vera", "workspace"]
