"""`amparo worker`: background work, the task queue and the ticks in one process."""

import logging

import click

from amparo.cli.common import answer, json_option, say, setup_django


@click.command()
@click.option("--until-idle", is_flag=True, help="Do what is waiting and due, then end.")
@json_option
def worker(until_idle: bool, as_json: bool) -> None:
    """Run background work until told to stop (SIGTERM or Ctrl+C): the task queue and the regular ticks.

    More than one worker may run; each task and each tick is done by one of them.
    """
    setup_django()
    from amparo.kernel.working import Worker

    logging.getLogger("amparo").setLevel(logging.INFO)
    running = Worker(until_idle=until_idle)
    running.listen()
    say(f"The worker {running.name} has begun.")
    running.run()
    answer({"worker": running.name, "ended": True}, as_json, "The worker has ended.")
