"""MiniStack with `infra.local.prompt_lambda`, without the snapshots of the local stack, for measuring a Lambda itself.

Runs in the `stack` environment, configured by the variables that `infra.local.processes.ministack` sets.
"""

import ministack.app as server

from infra.local import prompt_lambda

if __name__ == "__main__":
    prompt_lambda.install()
    server.main()
