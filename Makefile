# Two commands do everything on a fresh clone: `make run` and `make test`.
.PHONY: run test prove bench lock messages clean-venv
PORT ?= 8000

run:
	@scripts/setup.sh run
	@.venv/bin/amparo up --port $(PORT)

test:
	@scripts/setup.sh test
	@scripts/test.sh

prove:
	@scripts/setup.sh test
	@.venv/bin/python scripts/prove.py

bench:
	@scripts/setup.sh test
	@.venv/bin/python scripts/bench.py

# Writes the hash-locked requirements anew, from the newest releases that the .in files allow.
lock:
	@scripts/setup.sh run
	@scripts/lock.sh

# Collects the translatable strings into the catalogues and compiles them.
messages:
	@scripts/setup.sh run
	@.venv/bin/python scripts/messages.py update
	@.venv/bin/python scripts/messages.py compile

clean-venv:
	rm -rf .venv
