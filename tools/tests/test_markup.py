"""Templates and style sheets that are not formatted are found, and named."""

import pytest

from tools.markup import CannotFormat, changes


@pytest.fixture
def web(tmp_path):
    (tmp_path / "templates" / "parts").mkdir(parents=True)
    (tmp_path / "static" / "storelink").mkdir(parents=True)
    (tmp_path / "templates" / "fine.html").write_text("<p>{{ name }}</p>\n")
    return tmp_path


def test_what_is_formatted_already_is_left_alone(web):
    assert list(changes(web)) == []


def test_a_template_and_a_style_sheet_are_formatted_wherever_they_stand(web):
    part = web / "templates" / "parts" / "_one.html"
    part.write_text("<ul>{% for one in all %}<li>\n{{one}}</li>{% endfor %}</ul>")
    style = web / "static" / "storelink" / "a.css"
    style.write_text(".a,.b{color:red;margin:0}")
    assert [path for path, _ in changes(web)] == [part, style]
    assert "{{ one }}" in dict(changes(web))[part]
    assert dict(changes(web))[style] == ".a,\n.b {\n  color: red;\n  margin: 0\n}\n"


def test_a_template_that_cannot_be_read_is_an_error_that_names_it(web):
    (web / "templates" / "broken.html").write_text("<ul>{{ here }}")
    with pytest.raises(CannotFormat, match=r"broken\.html"):
        list(changes(web))
