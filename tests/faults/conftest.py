from tests.workflow.conftest import james, juno, mina, story

__all__ = ["james", "juno", "mina", "story"]
