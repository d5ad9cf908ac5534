from storelink.domain import errors


def test_a_file_that_is_not_understood_names_file_line_and_column():
    error = errors.NotUnderstood("“x” is not a number", file="a.tsv", line=7, column="Units")
    assert error.sentence == "a.tsv, line 7, column “Units”: “x” is not a number"


def test_only_what_we_do_not_understand_is_our_failure():
    kinds = errors.StoreError.__subclasses__()
    assert {kind.__name__ for kind in kinds if not kind.halted} == {"Unexpected"}
    assert len(kinds) == 5
