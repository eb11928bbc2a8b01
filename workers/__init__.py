"""The background processes: Celery workers that do tasks, and the sweeper that loses none."""
