"""Each promise of SECURITY.md has its tests, and what the tool never does is looked for."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz.seeds import GOOD
from tests.servers.graphql_core import serve

BAD = "cli/test_bad_servers.py::test_bad_server"
PROOFS: dict[str, tuple[str, ...]] = {
    "A key goes to one place": (
        BAD,
        "sources/test_http.py::test_misbehaviour",
        "sources/test_http_safety.py::test_netrc_and_proxy_variables_are_not_read",
        "sources/test_http_safety.py::test_cookies_are_not_kept",
        "sources/test_http_safety.py::test_a_key_is_bound_to_its_host",
        "sources/test_http_safety.py::test_bad_addresses_are_refused",
        "sources/test_published.py::test_redirects_are_not_followed_with_keys",
        "sources/test_published.py::test_redirects_that_are_not_followed",
        "sources/test_variables.py::test_bound_variables",
        "sources/test_variables.py::test_addresses_for_notices",
        "sources/test_variables.py::test_variables_of_the_runner_are_looked_up_by_name_only",
        "sources/test_variables.py::test_drift_keys_binds_headers_of_configuration_and_command_line",
        "sources/test_variables.py::test_in_ci_a_key_does_not_go_to_a_host_that_the_default_branch_does_not_name",
        "sources/test_variables.py::test_an_address_for_notices_that_the_default_branch_does_not_name_gets_no_key",
        "sources/test_variables.py::test_a_pull_request_is_compared_with_its_base",
        "sources/test_variables.py::test_in_ci_the_python_api_asks_the_default_branch_too",
    ),
    "A key is never shown": (
        BAD,
        "test_redact.py::test_every_form_is_taken_out",
        "test_redact.py::test_base64_of_any_text_with_the_secret_is_taken_out",
        "test_redact.py::test_a_cut_never_leaves_half_a_secret",
        "test_redact.py::test_a_long_token_is_taken_out_whole_and_at_once",
        "sources/test_http_safety.py::test_bad_headers_are_refused_unseen",
        "sources/test_negotiate_details.py::test_the_log_names_requests_and_no_secrets",
        "sources/test_variables.py::test_keys_in_path_and_query_reach_the_server_and_nothing_else",
        "reports/test_deliver.py::test_secrets_are_taken_out_of_everything",
        "test_paths.py::test_a_key_in_a_guide_or_an_image_is_taken_out",
        "cli/test_secrets_in_schemas.py::test_a_key_in_a_schema_is_taken_out_of_all_that_is_stored_and_shown",
    ),
    "A key is never stored": (
        BAD,
        "test_config.py::test_what_is_wrong_is_named",
        "test_keys.py::test_a_key_in_a_header_is_found_and_its_right_spelling_proposed",
        "test_keys.py::test_a_key_in_a_url_is_found",
        "test_keys.py::test_keys_in_addresses_for_notices",
        "test_keys.py::test_a_key_in_a_query_for_versions_is_found",
        "test_keys.py::test_a_key_in_an_address_of_the_docs_is_found",
        "test_keys.py::test_upcoming_urls_and_user_names_beside_variables",
        "test_keys.py::test_init_asks_no_server_with_a_key_and_says_what_may_be_one",
        "snapshots/test_store.py::test_origins_hold_no_secrets",
        "cli/test_secrets_in_schemas.py::test_a_key_in_a_published_file_is_taken_out",
    ),
    "Certificates are always checked": (
        "sources/test_http_safety.py::test_certificates_are_checked",
        "sources/test_http_safety.py::test_a_bad_ca_bundle",
    ),
    "A check ends in time": (
        BAD,
        "sources/test_http.py::test_threads_and_sockets_end_with_the_deadline",
        "sources/test_http_safety.py::test_tls_that_never_ends_its_handshake",
        "test_paths.py::test_a_pipe_that_the_user_names_has_a_deadline",
        "test_paths.py::test_a_pipe_as_a_schema_is_refused_or_has_a_deadline",
        "test_paths.py::test_a_pipe_as_ca_bundle_is_refused",
        "test_paths.py::test_a_pipe_among_the_pages_is_not_waited_for",
        "test_redact.py::test_hostile_text_takes_linear_time",
        "fuzz/test_regressions.py::test_literals_take_linear_time",
        "fuzz/test_regressions.py::test_pages_take_linear_time",
    ),
    "A check stays within memory": (
        BAD,
        "cli/test_huge_schema.py::test_20_000_types_are_read_stored_and_compared_in_bounds",
        "test_strict_json.py::test_refused",
    ),
    "Only what may succeed is tried again": (
        "sources/test_http.py::test_what_passes_is_tried_again",
        "sources/test_http.py::test_what_does_not_pass_is_not_tried_again",
        "sources/test_http.py::test_retries_count_as_requests",
        "sources/test_refusal.py::test_retry_after",
    ),
    "What is not clearly a schema is refused in one line": (
        BAD,
        "test_strict_json.py::test_any_bytes_are_read_like_json_or_refused",
        "sources/test_negotiate_refusals.py::test_refusing_server",
        "sources/test_negotiate_answers.py::test_references_that_stay_cut_are_an_error",
        "sources/test_negotiate_details.py::test_any_answers_end_in_a_schema_or_one_line",
        "fuzz/test_fuzz.py::test_any_input_ends_in_success_or_one_line",
        "fuzz/test_regressions.py::test_members_listed_twice_contradict_each_other",
    ),
    "Names never become paths unchecked": (
        BAD,
        "cli/test_full_disk.py::test_source_names_never_become_paths_unchecked",
        "cli/test_full_disk.py::test_links_are_not_followed",
        "snapshots/test_store.py::test_refused_source_names",
        "docs/test_hostile.py::test_files_stay_below_the_folder_with_safe_names",
        "docs/test_output.py::test_symbolic_links_are_not_followed",
        "test_paths.py::test_docs_publish_nothing_that_a_link_leads_to",
        "test_paths.py::test_whatever_is_named_is_a_regular_file_in_the_repository",
        "test_paths.py::test_a_circle_of_links_is_an_error",
        "test_paths.py::test_operations_behind_links_and_pipes_are_named",
        "test_paths.py::test_a_folder_of_operations_that_leads_out_is_named",
        "test_paths.py::test_a_source_that_is_a_link_is_named",
        "test_paths.py::test_only_these_modules_ask_for_files_by_themselves",
        "test_config.py::test_what_is_wrong_is_named",
        "snapshots/test_store.py::test_names_that_differ_in_case_only",
        "test_paths.py::test_only_regular_files_are_read",
        "test_paths.py::test_no_error_quotes_a_file_that_a_link_leads_to",
        "docs/test_output.py::test_a_forged_manifest_removes_nothing_outside",
        "docs/test_serve.py::test_pages_are_served_to_this_machine_only",
    ),
    "Text never becomes markup": (
        "docs/test_hostile.py::test_no_text_of_the_schema_becomes_markup",
        "docs/test_hostile.py::test_scripts_hold_the_text_as_data",
        "docs/test_prose.py::test_no_text_brings_markup_of_its_own",
        "docs/test_prose.py::test_only_web_addresses_are_linked",
        "docs/test_hostile.py::test_a_page_forbids_what_it_does_not_need",
        "reports/test_html.py::test_hostile_text_adds_no_element_no_attribute_and_no_link",
        "reports/test_markdown.py::test_hostile_text_makes_no_mention_reference_link_or_image",
        "reports/test_sarif.py::test_hostile_text_makes_no_link_and_no_command",
        "reports/test_junit.py::test_hostile_text_stays_text",
    ),
    "Text is never a template": (
        "test_templating.py::test_text_is_never_a_template",
        "test_templating.py::test_templates_of_the_user_come_first_and_run_in_a_sandbox",
    ),
    "Text never commands a terminal or a workflow runner": (
        BAD,
        "test_escape.py::test_no_control_character_or_separator_stays",
        "test_unseen.py::test_every_code_point_is_judged_by_category_and_property",
        "test_unseen.py::test_what_hides_is_shown",
        "test_unseen.py::test_no_report_hides_anything",
        "docs/test_hostile.py::test_feeds_and_indexes_hide_nothing",
        "test_escape.py::test_foreign_text_is_named_in_one_way",
        "test_escape.py::test_no_message_quotes_as_python_does",
        "test_escape.py::test_runner_obeys_nothing_in_guarded_lines",
        "test_redact.py::test_clean_text_is_one_short_printable_line",
        "reports/test_github.py::test_hostile_text_adds_no_command_and_no_property",
        "reports/test_text.py::test_hostile_text_does_nothing",
    ),
    "Text never commands git": (
        "sources/test_git.py::test_refused_revisions",
        "sources/test_git.py::test_nothing_that_a_repository_names_is_run",
        "sources/test_git.py::test_the_environment_does_not_matter",
    ),
    "Configuration is data": (
        "test_config.py::test_what_is_wrong_is_named",
        "test_config.py::test_what_is_no_text_or_too_large",
        "cli/test_upcoming.py::test_a_hostile_list",
        "fuzz/test_fuzz.py::test_any_input_ends_in_success_or_one_line",
    ),
    "A failed run changes no stored file": (
        BAD,
        "cli/test_full_disk.py::test_files_that_may_not_grow",
        "cli/test_full_disk.py::test_a_full_disk",
        "cli/test_full_disk.py::test_a_folder_that_may_not_be_written_to",
        "cli/test_check.py::test_a_failed_look_changes_nothing_and_is_no_silence",
    ),
    "A crash leaves old or new": (
        "cli/test_crashes.py::test_kill_9_at_random_moments_loses_nothing",
        "snapshots/test_crash.py::test_kill_before_each_step",
        "snapshots/test_crash.py::test_kill_at_random_moments",
    ),
    "Two runs at once do no harm": (
        "cli/test_crashes.py::test_many_runs_at_once_lose_nothing",
        "snapshots/test_crash.py::test_twenty_runs_at_once_lose_nothing",
        "snapshots/test_crash.py::test_a_reader_never_sees_half_a_write",
    ),
    "No change means no diff": (
        "cli/test_check.py::test_nothing_is_written_when_nothing_changed",
        "snapshots/test_store.py::test_unchanged_text_touches_nothing",
        "cli/test_same_schema.py::test_ariadne_serves_what_the_file_says",
    ),
    "A long history costs no more to save to": (
        "snapshots/test_store.py::test_the_cost_of_saving_does_not_grow_with_what_is_stored",
    ),
    "Old snapshots stay readable": (
        "snapshots/test_store.py::test_old_formats_stay_readable",
        "cli/test_old_formats.py::test_every_command_reads_an_old_folder",
        "cli/test_old_formats.py::test_the_next_version_follows_an_old_one",
    ),
    "Could not look is never no change": (
        BAD,
        "cli/test_check.py::test_a_failed_look_changes_nothing_and_is_no_silence",
        "cli/test_check.py::test_one_dead_source_does_not_hide_the_others",
        "cli/test_main.py::test_a_mistake_of_ours_never_looks_like_a_finding",
        "cli/test_full_disk.py::test_output_that_goes_nowhere_makes_no_exit_code_better",
    ),
    "No clock hides a silence": (
        "delivery/test_status.py::test_a_clock_that_was_ahead",
        "delivery/test_clocks.py::test_a_version_is_not_dated_a_day_after_what_the_endpoint_says",
        "delivery/test_clocks.py::test_the_other_job_is_believed_between_the_newest_version_and_our_own_clock",
        "delivery/test_clocks.py::test_a_look_of_the_future_gives_way_to_the_next_one",
    ),
    "The first check is a baseline": (
        "cli/test_check.py::test_the_first_look_is_a_baseline_and_not_a_change",
    ),
    "What a server could not say is not a removal": (
        "cli/test_gates.py::test_capabilities_that_are_lost_are_refused_and_ones_that_are_won_are_no_change",
        "sources/test_negotiate_answers.py::test_answering_server",
        "sources/test_negotiate_details.py::test_failing_nullable_leaves_are_unknown",
    ),
    "Breaking drift is seen twice": (
        "cli/test_gates.py::test_two_schemas_in_turn_are_neither_reported_nor_stored",
        "cli/test_gates.py::test_breaking_changes_that_stay_are_stored_after_a_second_look",
        "cli/test_check.py::test_a_view_that_shrinks_is_refused_until_accepted",
    ),
    "Same input, same verdict": (
        "test_security.py::test_the_same_verdict_whatever_the_order_of_hashes",
        "reports/test_json.py::test_same_report_same_bytes",
    ),
    "A report is complete, or says that it is cut": (
        "reports/test_markdown.py::test_caps_hold_and_say_what_is_missing",
        "reports/test_github.py::test_ten_of_each_and_a_count_of_the_rest",
        "reports/test_html.py::test_a_page_stays_within_what_a_browser_can_show",
    ),
    "What runs beside a key comes by hash": (
        "test_locks.py::test_a_lock_has_all_that_is_asked_for_with_hashes",
        "test_locks.py::test_every_job_installs_by_hash",
        "test_locks.py::test_updates_of_the_locks_are_proposed",
        "delivery/test_action.py::test_the_installation_of_the_action",
    ),
    "Actions are pinned to commits": ("test_security.py::test_actions_are_pinned_to_commits",),
}
# Runs a command and writes down every connection and every file that is opened for writing.
WATCHED = """
import os, sys
seen = set()
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def hook(event, arguments):
    if event == "socket.connect":
        seen.add(f"connects to {arguments[1][0]}:{arguments[1][1]}")
    elif event == "socket.getaddrinfo":
        seen.add(f"looks up {arguments[0]}")
    elif event == "subprocess.Popen" or event == "os.system" or event == "os.exec":
        seen.add(f"starts {arguments[0]}")
    elif event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & WRITING:
        seen.add(f"writes {os.fsdecode(os.path.abspath(arguments[0]))}")
sys.dont_write_bytecode = True
from drift.cli.main import run
from drift.cli.runtime import Runtime
sys.addaudithook(hook)
code = run(sys.argv[1:], Runtime())
print(code, *sorted(seen), sep="\\n", file=sys.__stdout__)
"""


def test_each_promise_has_tests() -> None:
    promises = re.findall(r"^- \*\*(.+?)\.\*\*", (ROOT / "SECURITY.md").read_text(), re.MULTILINE)
    assert promises == list(PROOFS)
    for proof in {proof for proofs in PROOFS.values() for proof in proofs}:
        path, _, name = proof.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text())
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, proof


def test_the_table_names_each_promise_with_its_tests(update_golden: bool) -> None:
    page = ROOT / "SECURITY.md"
    text = page.read_text()
    rows = [
        f"| {promise} | {'<br>'.join(f'`{proof}`' for proof in proofs)} |"
        for promise, proofs in PROOFS.items()
    ]
    start = "| promise | tests, below `tests/` |\n|---|---|\n"
    before, _, rest = text.partition(start)
    _, blank, after = rest.partition("\n\n")
    wanted = before + start + "\n".join(rows) + blank + after
    if update_golden:
        page.write_text(wanted)
    assert page.read_text() == wanted


def test_nothing_is_sent_started_or_written_elsewhere(tmp_path: Path) -> None:
    with serve(GOOD) as server:
        (tmp_path / "drift.toml").write_text(f'[sources.api]\nendpoint = "{server.url}"\n')
        for arguments in (
            ["check", "--save"],
            ["check", "--report", "html=report.html", "-q"],
            ["docs", "-o", "site", "-q"],
            ["log", "api"],
            ["rules"],
        ):
            done = subprocess.run(
                [sys.executable, "-c", WATCHED, *arguments],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(ROOT), "https_proxy": "http://192.0.2.1:9"},
                capture_output=True,
                text=True,
                check=True,
            )
            seen = [
                line
                for line in done.stdout.splitlines()
                if re.match(r"(connects|looks|starts|writes) ", line)
            ]
            allowed = (
                rf"connects to 127\.0\.0\.1:{server.port}|looks up 127\.0\.0\.1"
                rf"|writes ({re.escape(str(tmp_path))}/|/dev/null).*"
            )
            assert [line for line in seen if not re.fullmatch(allowed, line)] == []
            assert any(line.startswith("connects") for line in seen) == (arguments[0] == "check")


def test_nothing_in_the_package_evaluates_unpickles_or_turns_checks_off() -> None:
    found: list[str] = []
    yaml: set[str] = set()
    for path in sorted((ROOT / "drift").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name in {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "input"}:
                    found.append(f"{path.name}:{node.lineno}: {name}")
                for keyword in node.keywords:
                    is_true = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
                    is_false = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                    if (keyword.arg == "shell" and is_true) or (keyword.arg == "verify" and is_false):
                        found.append(f"{path.name}:{node.lineno}: {keyword.arg}")
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                found += [
                    f"{path.name}:{node.lineno}: {name}"
                    for name in names
                    if name in {"pickle", "marshal", "shelve", "_create_unverified_context"}
                ]
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "yaml":
                yaml.add(node.attr)
    assert found == []
    # The loader that makes nothing but texts, lists and mappings.
    assert yaml == {"load", "BaseLoader", "YAMLError"}


def test_actions_are_pinned_to_commits() -> None:
    workflows = [
        *(ROOT / ".github").rglob("*.yml"),
        *(ROOT / "templates").rglob("*.yml"),
        *ROOT.glob("action.y*ml"),
    ]
    used = [
        line.strip()
        for path in workflows
        for line in path.read_text().splitlines()
        if re.match(r" *(- )?uses:", line)
    ]
    assert len(used) > 5
    for line in used:
        assert re.fullmatch(r"(- )?uses: (\./.*|[\w./-]+@[0-9a-f]{40} # v[\w.]+)", line), line


@pytest.mark.parametrize("form", ["json", "markdown", "sarif"])
def test_the_same_verdict_whatever_the_order_of_hashes(tmp_path: Path, form: str) -> None:
    (tmp_path / "old.graphql").write_text(GOOD)
    (tmp_path / "new.graphql").write_text(
        GOOD.replace("title(", "heading(")
        .replace("CLOSED", "SHUT")
        .replace("union Found = Alert | User", "union Found = User")
    )
    outputs = set()
    for seed in ("0", "1", "2", "77"):
        done = subprocess.run(
            [sys.executable, "-m", "drift", "diff", "old.graphql", "new.graphql", "--report", form],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1
