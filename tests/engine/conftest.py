from tests.workflow.conftest import catalog, james, juno, mina, story

__all__ = ["catalog", "james", "juno", "mina", "story"]
