# Everything a developer does, from a fresh clone with Python 3.11 and nothing else. `make` tells what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Dozens of processes are started here; each would compile the same libraries anew.
unexport PYTHONDONTWRITEBYTECODE

ENVS := .local/envs
DEV := $(ENVS)/dev/bin
WORKER := $(ENVS)/worker/bin
UV := $(ENVS)/uv/bin/uv
STAMPS := .local/stamps
# Its Python has libraries of its own; it is run by hand when the demo's interviews are spoken anew.
SPEECH := infra/local/demo/interviews
# Tests that run in the developer's environment; the worker's and the end-to-end tests follow by themselves.
DEV_TESTS := $(wildcard tests/unit tests/contracts tests/infra tests/integration)
STACK_CODE := $(addprefix infra/local/,edge.py item_log.py ministack_server.py prompt_lambda.py snapshots.py) \
	load_tests/prompt_ministack.py
WORKER_CODE := load_tests/asr_alone.py load_tests/asr_baseline.py load_tests/bench_cv_match.py $(wildcard load_tests/bench_asr*.py) load_tests/soak_worker.py load_tests/scored_answers.py load_tests/asked.py load_tests/fit_prior.py load_tests/fit_word_order.py load_tests/eval_scoring_rows.py load_tests/eval_attacks.py load_tests/eval_modalities.py load_tests/bench_scoring.py
MYPY := $(DEV)/mypy --no-error-summary

# The stamp of an environment carries the hash of its requirements: the second time costs nothing.
stamp = $(STAMPS)/$(1)-$(shell cat $(2) | sha256sum | cut -c1-16)
DEV_STAMP := $(call stamp,dev,tests/requirements.txt)
STACK_STAMP := $(call stamp,stack,infra/local/requirements.txt)
LAMBDA_STAMP := $(call stamp,lambda,infra/local/lambda-requirements.txt)
WORKER_STAMP := $(call stamp,worker,workers/requirements.txt workers/models.txt tests/worker-requirements.txt)
STAMPED := $(DEV_STAMP) $(STACK_STAMP) $(LAMBDA_STAMP) $(WORKER_STAMP)

.PHONY: help
help: ## Tell what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1|/' | column -t -s '|'

.PHONY: install
install: $(STAMPED) ## Make the Python environments below .local/envs
	@:

.PHONY: run
run: install ## Run the whole product here and show one interview; ONCE=1 stops after it
	@exec $(DEV)/python -m infra.local.run $(if $(filter-out 0,$(ONCE)),--once) $(RUN_OPTIONS)

.PHONY: stop
stop: ## Stop a stack that runs in the background
	@[ ! -x $(DEV)/python ] || $(DEV)/python -m infra.local.run --stop

.PHONY: check
check: install ## Format, lint, types, import rules, CloudFormation
	$(DEV)/ruff format --check .
	$(DEV)/ruff check .
	$(MYPY) app.py chalicelib infra tests load_tests $(foreach f,$(STACK_CODE) $(WORKER_CODE) $(SPEECH) tests/workers,--exclude '$(f)')
	$(MYPY) --python-executable $(ENVS)/stack/bin/python $(STACK_CODE)
	$(MYPY) --python-executable $(WORKER)/python $(wildcard workers tests/workers) $(WORKER_CODE)
	$(DEV)/lint-imports --no-cache
	$(DEV)/python -m infra.openapi --check
	$(DEV)/python -m infra.package --out .local/package/aws
	$(DEV)/cfn-lint .local/package/aws/template.yaml

.PHONY: test
test: install ## All tests; the end-to-end tests last
	$(if $(DEV_TESTS),$(DEV)/python -m pytest -n 2 --dist loadfile $(DEV_TESTS))
	$(if $(wildcard tests/workers),$(WORKER)/python -m pytest -n 2 --dist loadfile tests/workers)
	$(if $(wildcard tests/e2e),$(DEV)/python -m pytest tests/e2e)

.PHONY: bench-pipeline
bench-pipeline: install ## The whole system against the model alone; COPIES=2 of each bundled interview
	$(DEV)/python -m load_tests.bench_pipeline $(if $(COPIES),--copies $(COPIES))

.PHONY: bench-webhooks
bench-webhooks: install ## What an endpoint that hangs costs the others; DURATION=60 seconds of events
	$(DEV)/python -m load_tests.bench_webhooks $(if $(DURATION),--seconds $(DURATION))

.PHONY: bench-report
bench-report: install ## From the last upload to the report at RATE=20 short interviews a minute, for MINUTES=5
	$(DEV)/python -m load_tests.bench_report $(if $(RATE),--rate $(RATE)) $(if $(MINUTES),--minutes $(MINUTES))

.PHONY: bench-soak
bench-soak: install ## The worker under load for AUDIO_HOURS=12 of audio: throughput, memory, latency; a picture
	$(DEV)/python -m load_tests.bench_soak $(if $(AUDIO_HOURS),--audio-hours $(AUDIO_HOURS)) $(if $(PNG),--png $(PNG))

.PHONY: bench-asr
bench-asr: install ## The recogniser beside faster-whisper's own ways; AUDIO=folder, ROUNDS=3, MIXED=200 batches, HALF=reporting
	$(WORKER)/python -m load_tests.bench_asr $(if $(AUDIO),--audio $(AUDIO)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
		$(if $(MIXED),--mixed $(MIXED)) $(if $(HALF),--half $(HALF))

.PHONY: fit-prior
fit-prior: install ## Fit the prior of coverage on human-scored answers: DATA="file file" or the development sets
	$(WORKER)/python -m load_tests.fit_prior $(DATA)

.PHONY: fit-word-order
fit-word-order: install ## Fit the model of word order on honest answers: DATA="file file" or the development sets
	$(WORKER)/python -m load_tests.fit_word_order $(DATA)

.PHONY: eval-scoring
eval-scoring: install ## Scores beside people's: DATA=file.jsonl[.gz], RATED=k per question, OUT=file; figures and a page
	$(DEV)/python -m load_tests.eval_scoring $(if $(DATA),--data $(DATA)) $(if $(RATED),--rated $(RATED)) $(if $(OUT),--out $(OUT))

.PHONY: eval-attacks
eval-attacks: install ## Whether gaming pays: fifteen attacks on human-scored questions; DATA, QUESTIONS=60
	$(WORKER)/python -m load_tests.eval_attacks $(DATA) $(if $(QUESTIONS),--questions $(QUESTIONS))

.PHONY: eval-modalities
eval-modalities: install ## Whether it matters how an answer is given: the bundled answers typed, spoken, recognised
	$(WORKER)/python -m load_tests.eval_modalities

.PHONY: bench-scoring
bench-scoring: install ## CPU time of scoring a two-minute answer on one core
	$(WORKER)/python -m load_tests.bench_scoring

.PHONY: bench-import
bench-import: install ## Candidates imported beside the store's own batch-write rate; ROWS=100000
	$(DEV)/python -m load_tests.bench_import $(if $(ROWS),--rows $(ROWS))

.PHONY: bench-cv-match
bench-cv-match: install ## Parsed CVs matched with one job; CANDIDATES=100000
	$(WORKER)/python -m load_tests.bench_cv_match $(if $(CANDIDATES),--candidates $(CANDIDATES)) --processes 2

.PHONY: bench-read
bench-read: install ## A read through the API beside a bare Lambda that makes the same DynamoDB call
	$(DEV)/python -m load_tests.bench_read

.PHONY: bench-reads-at-scale
bench-reads-at-scale: install ## What lists and reads cost with 100 rows and with ROWS=100000
	$(DEV)/python -m load_tests.bench_reads_at_scale $(if $(ROWS),--rows $(ROWS))

.PHONY: clean
clean: stop ## Stop a running stack and remove everything that was made
	rm -rf .local .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .chalice/deployments
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(UV): tests/requirements.txt
	@python=$$(command -v python3.11 || command -v python3 || true); \
	if ! [ "$$($${python:-false} -c 'import sys; print(sys.version_info[:2] == (3, 11))' 2>/dev/null)" = True ]; then \
		echo "Python 3.11 is needed, with its venv module; please install it and run make again." >&2; exit 1; fi; \
	rm -rf $(ENVS)/uv; mkdir -p $(ENVS); "$$python" -m venv $(ENVS)/uv; \
	awk '/^[a-z]/ {wanted = /^uv==/} wanted' tests/requirements.txt > $(ENVS)/uv/requirements.txt; \
	$(ENVS)/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r $(ENVS)/uv/requirements.txt; \
	touch $@

# $(call environment,NAME,REQUIREMENTS): make the environment hold exactly these packages.
define environment
	@echo "Installing the $(1) environment ..."
	@[ -x $(ENVS)/$(1)/bin/python ] || $(UV) venv --quiet --python $(ENVS)/uv/bin/python $(ENVS)/$(1)
	@$(UV) pip sync --quiet --require-hashes --python $(ENVS)/$(1)/bin/python $(2)
	@mkdir -p $(STAMPS) && rm -f $(STAMPS)/$(1)-* && touch $@
endef

$(DEV_STAMP): | $(UV)
	$(call environment,dev,tests/requirements.txt)

$(STACK_STAMP): | $(UV)
	$(call environment,stack,infra/local/requirements.txt)

$(LAMBDA_STAMP): | $(UV)
	$(call environment,lambda,infra/local/lambda-requirements.txt)

$(WORKER_STAMP): | $(UV)
	$(call environment,worker,workers/requirements.txt workers/models.txt tests/worker-requirements.txt)
