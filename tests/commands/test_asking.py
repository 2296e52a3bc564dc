"""``heshi decide`` and ``heshi check``: tables and models."""

import json

from engine.resources import shipped_workflows


def test_a_table_answers_with_the_rows_that_matched(nowhere):
    found = json.loads(
        nowhere.does("decide", "deadlines", "rule=PM-01", "opened_on=2026-03-02", "--json")
    )
    assert found["table"] == "deadlines"
    assert found["outputs"]["length"] == 1
    assert [row["number"] for row in found["rows"]] == [1]


def test_words_become_what_the_column_wants(nowhere):
    facts = ("rule=PM-01", "channel=people", "origin=LAW", "sensitive=false")
    assert nowhere.does("decide", "warnings", *facts)


def test_an_unknown_table_is_refused_with_those_there_are(nowhere):
    refused = nowhere.type("decide", "nothing")
    assert refused.exit_code == 1
    assert "没有这张决策表：nothing" in refused.output
    assert "score" in refused.output


def test_a_missing_fact_says_which_and_how_to_mend_it(nowhere):
    refused = nowhere.type("decide", "deadlines", "rule=PM-01")
    assert refused.exit_code == 1
    assert "opened_on" in refused.output


def test_a_fact_the_table_never_looks_at_is_named_with_those_it_does(nowhere):
    refused = nowhere.type("decide", "score", "people=12", "volence=threat")
    assert refused.exit_code == 1
    assert "决策表 score 不看：volence。" in refused.output
    assert "people" in refused.output
    assert "violence" in refused.output


def test_a_word_without_a_value_is_misuse(nowhere):
    assert nowhere.type("decide", "deadlines", "rule").exit_code == 2


def test_the_shipped_models_pass_their_checks(nowhere):
    assert "没有错误" in nowhere.does("check")


def test_a_broken_model_is_named_with_file_element_reason_and_mend(nowhere):
    folder = nowhere.folder / "models"
    folder.mkdir()
    drawing = (shipped_workflows() / "duty.bpmn").read_text("utf-8")
    (folder / "duty.bpmn").write_text(drawing.replace('"effect/climb_duty"', '"effect/fly"'))
    refused = nowhere.type("check", folder)
    assert refused.exit_code == 1
    assert "✗ duty.bpmn" in refused.output
    assert "错误" in refused.output


def test_an_empty_folder_is_refused(nowhere):
    (nowhere.folder / "empty").mkdir()
    assert nowhere.type("check", nowhere.folder / "empty").exit_code == 1
