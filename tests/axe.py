"""axe-core, which looks for what keeps people out of a page. It comes with the development set-up;
where it is missing, the tests fail: a check that is skipped in silence is none."""

from __future__ import annotations

from importlib.resources import files

SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOK = """
async tags => {
  const runOnly = {type: 'tag', values: tags};
  const found = await axe.run(document, {resultTypes: ['violations'], runOnly});
  return found.violations.flatMap(v => v.nodes.map(n => v.id + ' ' + n.html.slice(0, 160)));
}
"""
"""To be run in a page that has `SOURCE`, with `RULE_TAGS`: what is wrong, each with its markup."""
