"""What runs by the clock: dotted name -> interval in seconds. Run by `manage.py engine`."""

TICKS: dict[str, int] = {
    "workflow.jobs.tracking.tick": 1,
    "workflow.jobs.stalls.tick": 300,
    "workflow.jobs.reconcile.tick": 300,
    "workflow.engine.replies.prune": 3600,
    "workflow.services.photos.prune": 3600,
    "workflow.engine.effects.prune": 600,
    "integrations.live.storage.prune": 3600,
    "catalog.editing.publication.publish_due": 10,
    "console.presence.prune": 3600,
    "console.figures.tick": 15,
}
