"""The handlers of effects. Importing this package registers them all."""

from workflow.jobs import checkout, deadlines, notices, reconcile, screening, tracking, webhooks

__all__ = ["checkout", "deadlines", "notices", "reconcile", "screening", "tracking", "webhooks"]
